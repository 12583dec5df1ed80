package dev.sallyport.store.sqlite;

import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.store.Approvals;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The decisions on changes, each one unit of work.
final class SqliteApprovals implements Approvals {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;

  SqliteApprovals(Writer writer, Readers readers, SqliteAudit audit) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
  }

  @Override
  public Decided decide(Decision decision) {
    return writer.write(
        transaction -> {
          if (add(transaction, decision) == 0) {
            return Unit.undo(notCounted(transaction.sql(), decision));
          }
          int given = given(transaction.sql(), decision);
          switch (decision.verdict()) {
            case APPROVED -> {
              if (given >= decision.required()) {
                move(transaction, decision.change(), ChangeState.AWAITING_CONFIRMATION);
              }
            }
            case REJECTED -> {
              move(transaction, decision.change(), ChangeState.REJECTED);
              transaction
                  .sql()
                  .update(
                      TokenSql.TOKEN_VOID_OF_CHANGE, transaction.now(), decision.change().value());
            }
          }
          audit.append(transaction, List.of(decision.audit()));
          return Unit.keep(
              new Decided.Counted(given, ChangeWrites.state(transaction.sql(), decision.change())));
        });
  }

  private static int add(Transaction transaction, Decision decision) throws SQLException {
    return transaction
        .sql()
        .update(
            ApprovalSql.APPROVAL_ADD,
            decision.principal().value(),
            decision.verdict().wire(),
            decision.policy(),
            decision.reason(),
            transaction.now(),
            decision.change().value(),
            decision.plan().value(),
            decision.base(),
            decision.requester().value());
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

  private static Decided notCounted(Sql sql, Decision decision) throws SQLException {
    ChangeState state = ChangeWrites.state(sql, decision.change());
    Optional<String> before =
        sql.one(
            ApprovalSql.APPROVAL_OF,
            row -> row.getString("verdict"),
            decision.change().value(),
            decision.plan().value(),
            decision.policy(),
            decision.principal().value());
    if (before.isPresent()) {
      Verdict verdict = Verdict.valueOf(before.get().toUpperCase(Locale.ROOT));
      return new Decided.Before(verdict, given(sql, decision), state);
    }
    int same =
        sql.one(
                ApprovalSql.APPROVAL_SAME_PLAN,
                row -> row.getInt(1),
                decision.change().value(),
                decision.plan().value(),
                decision.base(),
                decision.requester().value())
            .orElseThrow();
    return new Decided.Refused(state, same == 1);
  }

  private static int given(Sql sql, Decision decision) throws SQLException {
    return given(sql, decision.change(), decision.plan(), decision.policy());
  }

  private static int given(Sql sql, ChangeId change, PlanHash plan, String policy)
      throws SQLException {
    return sql.one(
            ApprovalSql.APPROVAL_COUNT, row -> row.getInt(1), change.value(), plan.value(), policy)
        .orElseThrow();
  }

  @Override
  public int given(ChangeId change, PlanHash plan, String policy) {
    return readers.read(sql -> given(sql, change, plan, policy));
  }
}
