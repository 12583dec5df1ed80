package dev.sallyport.store;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.PrincipalId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One asking for others' approval: of a change's apply or rollback from its preview on, of its
/// deploy once its apply has succeeded.
///
/// @param number what an approver must send to show that they spoke with the requester
/// @param until how long decisions are taken, and once it is met, how long what was given holds;
///     null while it has not opened
/// @param metAt when the last approval needed came, or an operator broke the glass
/// @param broken who did without approvals, and why
public record ApprovalRound(
    Action action,
    @Nullable Integer number,
    @Nullable Instant until,
    @Nullable Instant metAt,
    @Nullable Broken broken) {
  /// The smallest and the largest number.
  public static final int LEAST_NUMBER = 10;

  public static final int MOST_NUMBER = 99;

  /// Break-glass: an operator let the change through without approvals.
  public record Broken(PrincipalId by, String reason, Instant at) {}

  /// Whether it takes decisions, or would if its time were not over.
  public boolean isOpen() {
    return until != null && metAt == null;
  }

  /// Whether its time is over.
  public boolean isOver(Instant now) {
    return until != null && !until.isAfter(now);
  }

  /// Until when it took decisions, where its time was over before it was met.
  public Optional<Instant> tooLate(Instant now) {
    return metAt == null && isOver(now) ? Optional.ofNullable(until) : Optional.empty();
  }
}
