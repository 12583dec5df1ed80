package dev.sallyport.store.sql;

import dev.sallyport.change.Binding;
import dev.sallyport.domain.GroupName;
import dev.sallyport.store.Approvals;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Given;
import dev.sallyport.store.Approvals.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decisions as rows, and which of them a quorum needs.
public final class ApprovalRows {
  private ApprovalRows() {}

  /// What `APPROVAL_ADD` takes, in its order.
  public static @Nullable Object[] values(Decision decision, long now) {
    Binding bound = decision.bound();
    Duration open = decision.seen().open();
    return new @Nullable Object[] {
      decision.principal().value(),
      Json.array(decision.groups().stream().map(GroupName::value).sorted().toList()),
      decision.verdict().wire(),
      bound.hash(),
      bound.policy(),
      bound.asked(),
      decision.reason(),
      decision.seen().rendered(),
      open == null ? null : open.toMillis(),
      now,
      decision.change().value(),
      bound.action().wire(),
      RoundRows.awaiting(bound.action()).wire(),
      bound.plan().value(),
      bound.base(),
      bound.requester().value(),
      decision.number(),
      Approvals.MOST_MISSES
    };
  }

  public static Verdict verdict(ResultSet row) throws SQLException {
    return Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT));
  }

  /// Without those that are older than any that is needed: what was given holds as long as the
  /// oldest of the rest.
  ///
  /// @param all enough for the quorum, the oldest first
  public static List<Given> needed(List<Given> all, Decision decision) {
    List<Given> needed = all;
    while (needed.size() > 1
        && decision.quorum().isMetBy(groups(needed.subList(1, needed.size())))) {
      needed = needed.subList(1, needed.size());
    }
    return needed;
  }

  /// Each one's groups.
  public static List<Set<GroupName>> groups(List<Given> given) {
    return given.stream().map(Given::groups).toList();
  }
}
