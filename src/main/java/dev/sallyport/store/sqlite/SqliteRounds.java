package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.BreakGlass;
import dev.sallyport.store.Approvals.Broke;
import dev.sallyport.store.sql.RoundRows;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Times;
import dev.sallyport.store.sqlite.Unit.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of a round without a decision: its time is over, or an operator breaks the glass.
final class SqliteRounds {
  private final SqliteAudit audit;

  SqliteRounds(SqliteAudit audit) {
    this.audit = audit;
  }

  Verdict<Broke> breakGlass(Transaction transaction, BreakGlass how) throws SQLException {
    Sql sql = transaction.sql();
    Action action = how.bound().action();
    int broken =
        sql.update(
            RoundSql.ROUND_BREAK,
            transaction.now(),
            transaction.now() + how.holds().toMillis(),
            how.operator().value(),
            how.reason(),
            how.change().value(),
            action.wire(),
            RoundRows.awaiting(action).wire(),
            how.bound().plan().value(),
            how.bound().base(),
            how.bound().requester().value());
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
    transaction.checkpoints().reached(Checkpoint.DECISION_WRITTEN);
    return Unit.keep(new Broke.Through(ChangeWrites.state(sql, how.change())));
  }

  private static Broke notBroken(Transaction transaction, BreakGlass how) throws SQLException {
    Sql sql = transaction.sql();
    ChangeState state = ChangeWrites.state(sql, how.change());
    Optional<Instant> late =
        RoundReads.find(sql, how.change(), how.bound().action())
            .flatMap((ApprovalRound round) -> round.tooLate(transaction.instant()));
    return late.isPresent()
        ? new Broke.TooLate(late.get())
        : new Broke.Refused(state, RoundReads.samePlan(sql, how.change(), how.bound()));
  }

  /// A round whose time is over.
  private record Over(
      ChangeId change,
      Action action,
      PrincipalId requester,
      TargetName target,
      Instant at,
      boolean met) {}

  Verdict<Integer> expire(Transaction transaction, int limit) throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    List<Over> over = sql.list(RoundSql.ROUND_OVER, SqliteRounds::over, now, limit);
    List<AuditDraft> drafts = new ArrayList<>();
    for (Over each : over) {
      String change = each.change().value();
      String action = each.action().wire();
      if (sql.update(RoundSql.CHANGE_LAPSE, now, change, action) == 1) {
        drafts.add(record(each));
      }
      sql.update(RoundSql.ROUND_END, now, change, action);
    }
    audit.append(transaction, drafts);
    return Unit.keep(over.size());
  }

  private static AuditDraft record(Over over) {
    ObjectNode details =
        JsonNodeFactory.instance
            .objectNode()
            .put("for", over.action().wire())
            .put("met", over.met())
            .put("expiredAt", over.at().toString());
    return new AuditDraft(
        AuditEvent.APPROVAL_EXPIRED,
        AuditDraft.NO_TRACE,
        over.requester(),
        over.target(),
        over.change(),
        null,
        details);
  }

  private static Over over(ResultSet row) throws SQLException {
    return new Over(
        new ChangeId(row.getString("change_id")),
        Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
        new PrincipalId(row.getString("requester")),
        new TargetName(row.getString("target")),
        Times.of(row, "until_at"),
        Times.nullable(row, "met_at") != null);
  }
}
