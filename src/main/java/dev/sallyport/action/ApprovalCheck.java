package dev.sallyport.action;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Quorum;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.GroupName;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.Given;
import dev.sallyport.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a change stands with the approval of others, by the policy of now.
public final class ApprovalCheck {
  public static final Problem EXPIRED =
      Problem.of(
          ProblemType.APPROVAL_EXPIRED,
          "The time for approving this plan, or for using what was approved, is over; preview again"
              + " under a new idempotency key.");
  private static final Problem REQUIRED =
      Problem.of(
          ProblemType.APPROVAL_REQUIRED,
          "Other people must approve this plan before it can be confirmed.");
  private static final Problem REQUIRED_ANEW =
      Problem.of(
          ProblemType.APPROVAL_REQUIRED,
          "The target's policy asks for other people's approval that this plan has not got; preview"
              + " again under a new idempotency key.");

  private final Store store;
  private final Policies policies;
  private final Duration lifetime;

  /// @param lifetime how long an approval counts after it was given
  public ApprovalCheck(Store store, Policies policies, Duration lifetime) {
    this.store = store;
    this.policies = policies;
    this.lifetime = lifetime;
  }

  /// What a decision is answered with that came after that.
  public Problem tooLate(Instant until) {
    return Problem.of(
        ProblemType.APPROVAL_EXPIRED,
        "The time for approving this plan was over at %s; the requester previews again under a new"
                .formatted(until)
            + " idempotency key.");
  }

  public Duration lifetime() {
    return lifetime;
  }

  /// Which of the change's actions would be approved now: its deploy once it is applied, where the
  /// policy wants that.
  public Action asked(Change change) {
    return change.state() == ChangeState.APPLIED && wants(change, Action.DEPLOY)
        ? Action.DEPLOY
        : Policies.confirming(change);
  }

  /// Whether the policy wants others' approval of that action of the change.
  public boolean wants(Change change, Action action) {
    return quorum(change, action).isPresent();
  }

  public Optional<Quorum> quorum(Change change, Action action) {
    return policies.knows(change.target())
        ? policies.quorum(change.target(), action)
        : Optional.empty();
  }

  /// The groups of those whose approval of that action counts now.
  public List<Set<GroupName>> approvers(Change change, Action action) {
    Instant since = store.clock().instant().minus(lifetime);
    return store
        .approvals()
        .given(change.id(), policies.binding(change, action, change.planHash()), since)
        .stream()
        .map(Given::groups)
        .toList();
  }

  /// Whether the change ended because approval did not come, or was not used, in time.
  public boolean lapsed(Change change) {
    if (change.state() != ChangeState.EXPIRED) {
      return false;
    }
    return isOver(change, Action.DEPLOY)
        || (isOver(change, Policies.confirming(change))
            && store.changes().token(change.id()).isEmpty());
  }

  private boolean isOver(Change change, Action action) {
    Instant now = store.clock().instant();
    return store
        .approvals()
        .round(change.id(), action)
        .filter(round -> round.isOver(now))
        .isPresent();
  }

  /// Until when what others approved holds; far away where nobody has to approve.
  public Instant holdsUntil(Change change, Action action) {
    return store
        .approvals()
        .round(change.id(), action)
        .map(ApprovalRound::until)
        .orElse(Instant.MAX);
  }

  /// What keeps the action of the change from being confirmed; empty where nothing does. Only makes
  /// a better answer: no token is minted without its approvals, or outlives them.
  public Optional<Problem> missing(Change change, Action action) {
    if (lapsed(change)) {
      return Optional.of(EXPIRED);
    }
    Optional<Quorum> quorum = quorum(change, action);
    Optional<ApprovalRound> round = store.approvals().round(change.id(), action);
    if (quorum.isEmpty()) {
      // A change that still waits though the policy was relaxed waits all the same.
      return change.state() == ChangeState.AWAITING_APPROVAL
          ? Optional.of(isOver(change, action) ? EXPIRED : REQUIRED)
          : Optional.empty();
    }
    if (round.isEmpty()) {
      return Optional.of(REQUIRED_ANEW);
    }
    return missing(change, action, quorum.get(), round.get());
  }

  private Optional<Problem> missing(
      Change change, Action action, Quorum quorum, ApprovalRound round) {
    if (round.isOver(store.clock().instant())) {
      return Optional.of(EXPIRED);
    }
    if (round.metAt() == null) {
      return Optional.of(REQUIRED);
    }
    boolean passes =
        round.broken() == null
            ? quorum.isMetBy(approvers(change, action))
            : policies.allowsBreakGlass(change.target());
    return passes ? Optional.empty() : Optional.of(REQUIRED_ANEW);
  }
}
