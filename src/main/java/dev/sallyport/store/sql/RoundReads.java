package dev.sallyport.store.sql;

import dev.sallyport.change.Binding;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.Given;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// What units of work ask of a round; the same on every engine, each with
/// statements of its own.
///
/// @param find the round of a change and action
/// @param given the approvals of a change that are bound so, after a time
/// @param samePlan counts the change with that plan, base and requester
public record RoundReads(QueryTemplate find, QueryTemplate given, QueryTemplate samePlan) {

  public Optional<ApprovalRound> find(Sql sql, ChangeId change, Action action) throws SQLException {
    return sql.one(find, RoundRows::read, change.value(), action.wire());
  }

  /// Who has approved just that after that time, oldest first.
  public List<Given> given(Sql sql, ChangeId change, Binding bound, long after)
      throws SQLException {
    return sql.list(given, RoundRows::given, change.value(), bound.hash(), after);
  }

  /// Whether the change is still of the plan, base and requester that somebody looked at.
  public boolean samePlan(Sql sql, ChangeId change, Binding bound) throws SQLException {
    return sql.one(
                samePlan,
                row -> row.getInt(1),
                change.value(),
                bound.plan().value(),
                bound.base(),
                bound.requester().value())
            .orElseThrow()
        == 1;
  }
}
