package dev.sallyport.store.sqlite;

import dev.sallyport.change.Binding;
import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals;
import dev.sallyport.store.sql.ApprovalRows;
import dev.sallyport.store.sql.RoundRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The decisions on changes, each one unit of work.
final class SqliteApprovals implements Approvals {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;
  private final SqliteRounds rounds;

  SqliteApprovals(Writer writer, Readers readers, SqliteAudit audit) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
    this.rounds = new SqliteRounds(audit);
  }

  @Override
  public Decided decide(Decision decision) {
    return writer.write(
        transaction -> {
          int added =
              transaction
                  .sql()
                  .update(
                      ApprovalSql.APPROVAL_ADD, ApprovalRows.values(decision, transaction.now()));
          if (added == 0) {
            return notCounted(transaction, decision);
          }
          int given =
              switch (decision.verdict()) {
                case APPROVED -> approve(transaction, decision);
                case REJECTED -> reject(transaction, decision);
              };
          audit.append(transaction, List.of(decision.audit()));
          transaction.checkpoints().reached(Checkpoint.DECISION_WRITTEN);
          return Unit.keep(
              new Decided.Counted(given, ChangeWrites.state(transaction.sql(), decision.change())));
        });
  }

  /// @return how many count now
  private static int approve(Transaction transaction, Decision decision) throws SQLException {
    List<Given> all = given(transaction, decision);
    if (decision.quorum().isMetBy(ApprovalRows.groups(all))) {
      List<Given> needed = ApprovalRows.needed(all, decision);
      transaction
          .sql()
          .update(
              RoundSql.ROUND_MEET,
              transaction.now(),
              needed.getFirst().at().plus(decision.lifetime()).toEpochMilli(),
              decision.change().value(),
              decision.bound().action().wire());
      if (decision.bound().action() != Action.DEPLOY) {
        move(transaction, decision.change(), ChangeState.AWAITING_CONFIRMATION);
      }
    }
    return decision.quorum().tally(ApprovalRows.groups(all)).given();
  }

  private static int reject(Transaction transaction, Decision decision) throws SQLException {
    Sql sql = transaction.sql();
    String change = decision.change().value();
    Action action = decision.bound().action();
    sql.update(
        ChangeSql.CHANGE_MOVE,
        ChangeState.REJECTED.wire(),
        transaction.now(),
        change,
        RoundRows.awaiting(action).wire());
    sql.update(RoundSql.ROUND_END, transaction.now(), change, action.wire());
    sql.update(TokenSql.TOKEN_VOID_OF_CHANGE, transaction.now(), change);
    return decision.quorum().tally(ApprovalRows.groups(given(transaction, decision))).given();
  }

  private static void move(Transaction transaction, ChangeId change, ChangeState to)
      throws SQLException {
    transaction
        .sql()
        .update(
            ChangeSql.CHANGE_MOVE,
            to.wire(),
            transaction.now(),
            change.value(),
            ChangeState.AWAITING_APPROVAL.wire());
  }

  private Unit.Verdict<Decided> notCounted(Transaction transaction, Decision decision)
      throws SQLException {
    Sql sql = transaction.sql();
    ChangeState state = ChangeWrites.state(sql, decision.change());
    Optional<Verdict> before =
        sql.one(
            ApprovalSql.APPROVAL_OF,
            ApprovalRows::verdict,
            decision.change().value(),
            decision.bound().hash(),
            decision.principal().value());
    if (before.isPresent()) {
      int given =
          decision.quorum().tally(ApprovalRows.groups(given(transaction, decision))).given();
      return Unit.undo(new Decided.Before(before.get(), given, state));
    }
    Optional<ApprovalRound> round =
        RoundSql.READS.find(sql, decision.change(), decision.bound().action());
    Optional<Instant> late = round.flatMap(open -> open.tooLate(transaction.instant()));
    if (late.isPresent()) {
      return Unit.undo(new Decided.TooLate(late.get()));
    }
    boolean same = RoundSql.READS.samePlan(sql, decision.change(), decision.bound());
    boolean open =
        round.filter(ApprovalRound::isOpen).isPresent()
            && state == RoundRows.awaiting(decision.bound().action());
    return open && same
        ? wrongNumber(transaction, decision)
        : Unit.undo(new Decided.Refused(state, same));
  }

  private Unit.Verdict<Decided> wrongNumber(Transaction transaction, Decision decision)
      throws SQLException {
    Sql sql = transaction.sql();
    String change = decision.change().value();
    String who = decision.principal().value();
    int missed =
        sql.one(ApprovalSql.NUMBER_MISSES, row -> row.getInt(1), change, who).orElseThrow();
    if (missed >= MOST_MISSES) {
      return Unit.undo(new Decided.Barred());
    }
    sql.update(ApprovalSql.NUMBER_MISSED, change, who, transaction.now());
    audit.append(transaction, List.of(decision.missed()));
    return Unit.keep(new Decided.WrongNumber(MOST_MISSES - missed - 1));
  }

  private static List<Given> given(Transaction transaction, Decision decision) throws SQLException {
    return RoundSql.READS.given(
        transaction.sql(),
        decision.change(),
        decision.bound(),
        transaction.now() - decision.lifetime().toMillis());
  }

  @Override
  public List<Given> given(ChangeId change, Binding bound, Instant since) {
    return readers.read(sql -> RoundSql.READS.given(sql, change, bound, since.toEpochMilli()));
  }

  @Override
  public Optional<ApprovalRound> round(ChangeId change, Action action) {
    return readers.read(sql -> RoundSql.READS.find(sql, change, action));
  }

  @Override
  public Broke breakGlass(BreakGlass how) {
    return writer.write(transaction -> rounds.breakGlass(transaction, how));
  }

  @Override
  public int expire(int limit) {
    return writer.write(transaction -> rounds.expire(transaction, limit));
  }
}
