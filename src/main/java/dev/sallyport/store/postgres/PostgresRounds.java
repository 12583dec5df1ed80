package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.BreakGlass;
import dev.sallyport.store.Approvals.Broke;
import dev.sallyport.store.postgres.Unit.Verdict;
import dev.sallyport.store.sql.LapsedRound;
import dev.sallyport.store.sql.RoundRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What becomes of a round without a decision: its time is over, or an operator breaks the glass.
final class PostgresRounds {
  private final PostgresAudit audit;

  PostgresRounds(PostgresAudit audit) {
    this.audit = audit;
  }

  Verdict<Broke> breakGlass(Transaction transaction, BreakGlass how) throws SQLException {
    Sql sql = transaction.sql();
    Action action = how.bound().action();
    int broken = sql.update(RoundSql.ROUND_BREAK, RoundRows.values(how, transaction.now()));
    if (broken == 0) {
      return Unit.undo(notBroken(transaction, how));
    }
    if (action != Action.DEPLOY) {
      sql.update(
          ChangeSql.CHANGE_MOVE,
          ChangeState.AWAITING_CONFIRMATION.wire(),
          transaction.now(),
          how.change().value(),
          ChangeState.AWAITING_APPROVAL.wire());
    }
    audit.append(transaction, List.of(how.audit()));
    return Unit.keep(new Broke.Through(PostgresChanges.state(sql, how.change())));
  }

  private static Broke notBroken(Transaction transaction, BreakGlass how) throws SQLException {
    Sql sql = transaction.sql();
    ChangeState state = PostgresChanges.state(sql, how.change());
    Optional<Instant> late =
        RoundSql.READS
            .find(sql, how.change(), how.bound().action())
            .flatMap((ApprovalRound round) -> round.tooLate(transaction.instant()));
    return late.isPresent()
        ? new Broke.TooLate(late.get())
        : new Broke.Refused(state, RoundSql.READS.samePlan(sql, how.change(), how.bound()));
  }

  Verdict<Integer> expire(Transaction transaction, int limit) throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    List<LapsedRound> over = sql.list(RoundSql.ROUND_OVER, LapsedRound::read, now, limit);
    List<AuditDraft> drafts = new ArrayList<>();
    for (LapsedRound each : over) {
      String change = each.change().value();
      String action = each.action().wire();
      if (sql.update(RoundSql.CHANGE_LAPSE, now, change, action) == 1) {
        drafts.add(each.draft());
      }
      sql.update(RoundSql.ROUND_END, now, change, action);
    }
    audit.append(transaction, drafts);
    return Unit.keep(over.size());
  }
}
