package dev.sallyport.store.sql;

import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.ApprovalRound.Broken;
import dev.sallyport.store.Approvals.BreakGlass;
import dev.sallyport.store.Approvals.Given;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A round of approval, and an approval, as rows.
public final class RoundRows {
  private RoundRows() {}

  /// The state that a change is in while the round takes decisions.
  public static ChangeState awaiting(Action action) {
    return action == Action.DEPLOY ? ChangeState.APPLIED : ChangeState.AWAITING_APPROVAL;
  }

  public static ApprovalRound read(ResultSet row) throws SQLException {
    String by = row.getString("broken_by");
    @Nullable Broken broken =
        by == null
            ? null
            : new Broken(
                new PrincipalId(by), row.getString("broken_reason"), Times.of(row, "broken_at"));
    int number = row.getInt("number");
    return new ApprovalRound(
        Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
        number == 0 ? null : number,
        Times.nullable(row, "until_at"),
        Times.nullable(row, "met_at"),
        broken);
  }

  /// What `ROUND_BREAK` takes, in its order.
  public static Object[] values(BreakGlass how, long now) {
    Action action = how.bound().action();
    return new Object[] {
      now,
      now + how.holds().toMillis(),
      how.operator().value(),
      how.reason(),
      how.change().value(),
      action.wire(),
      awaiting(action).wire(),
      how.bound().plan().value(),
      how.bound().base(),
      how.bound().requester().value()
    };
  }

  public static Given given(ResultSet row) throws SQLException {
    return new Given(
        new PrincipalId(row.getString("principal")),
        Json.texts(row.getString("member_of")).stream()
            .map(GroupName::new)
            .collect(Collectors.toSet()),
        Times.of(row, "decided_at"));
  }
}
