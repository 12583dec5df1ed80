package dev.sallyport.store.postgres;

import dev.sallyport.change.Binding;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.Given;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.sql.RoundRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// What units of work ask of a round, and how one comes to be.
final class RoundReads {
  private RoundReads() {}

  static void insert(Sql sql, ChangeId change, NewRound round, long now) throws SQLException {
    sql.update(
        RoundSql.ROUND_ADD,
        change.value(),
        round.action().wire(),
        round.open().toMillis(),
        round.number(),
        round.action() == Action.DEPLOY ? null : now + round.open().toMillis());
  }

  static Optional<ApprovalRound> find(Sql sql, ChangeId change, Action action) throws SQLException {
    return sql.one(RoundSql.ROUND_FIND, RoundRows::read, change.value(), action.wire());
  }

  /// Who has approved just that after that time, oldest first.
  static List<Given> given(Sql sql, ChangeId change, Binding bound, long after)
      throws SQLException {
    return sql.list(
        ApprovalSql.APPROVAL_LIST, RoundRows::given, change.value(), bound.hash(), after);
  }

  /// Whether the change is still of the plan, base and requester that somebody looked at.
  static boolean samePlan(Sql sql, ChangeId change, Binding bound) throws SQLException {
    return sql.one(
                ApprovalSql.APPROVAL_SAME_PLAN,
                row -> row.getInt(1),
                change.value(),
                bound.plan().value(),
                bound.base(),
                bound.requester().value())
            .orElseThrow()
        == 1;
  }
}
