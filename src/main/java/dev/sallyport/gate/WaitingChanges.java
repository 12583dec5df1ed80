package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Quorum;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.Given;
import dev.sallyport.store.Changes.Filter;
import dev.sallyport.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which changes wait for one person's decision: on their apply or rollback, or where the policy
/// wants that apart, on their deploy.
public final class WaitingChanges {
  /// How many changes of a state are looked at, the newest.
  public static final int MOST_LOOKED_AT = 200;

  /// The most of them that are given, the newest: each costs statements of its own.
  public static final int MOST_ASKED = 50;

  private final Store store;
  private final Policies policies;
  private final ApprovalCheck check;

  public WaitingChanges(Store store, Policies policies, ApprovalCheck check) {
    this.store = store;
    this.policies = policies;
    this.check = check;
  }

  /// How one person stands to a change.
  public enum Part {
    /// Their decision is needed.
    ASKED,
    /// It is their own change.
    OWN,
    /// They have approved just this already.
    APPROVED,
    /// The policy asks for other groups than theirs, or enough of theirs have approved; they may
    /// reject it.
    NOT_NEEDED,
    /// It takes no decisions now.
    NO_ROUND,
    /// Their key has not the role approver.
    NO_APPROVER
  }

  /// @param asked the newest first
  /// @param own of the principal, waiting for others
  /// @param more whether there may be older ones that were not looked at
  public record Found(List<Change> asked, List<Change> own, boolean more) {
    public Found {
      asked = List.copyOf(asked);
      own = List.copyOf(own);
    }
  }

  /// What waits for the principal's decision, and what of their own waits for others'.
  public Found of(Principal principal) {
    @Nullable Set<String> targets = Queries.targets(principal, Optional.empty());
    List<Change> open = new ArrayList<>(list(principal, targets, ChangeState.AWAITING_APPROVAL));
    boolean more = open.size() == MOST_LOOKED_AT;
    Set<String> deploys =
        policies.targets().stream()
            .filter(target -> policies.quorum(target, Action.DEPLOY).isPresent())
            .map(TargetName::value)
            .filter(target -> targets == null || targets.contains(target))
            .collect(Collectors.toSet());
    if (!deploys.isEmpty()) {
      List<Change> applied = list(principal, deploys, ChangeState.APPLIED);
      more |= applied.size() == MOST_LOOKED_AT;
      open.addAll(applied);
    }
    open.sort(Comparator.comparing(Change::createdAt).reversed());
    List<Change> asked = new ArrayList<>();
    List<Change> own = new ArrayList<>();
    for (Change change : open) {
      if (asked.size() == MOST_ASKED) {
        more = true;
        break;
      }
      switch (part(change, principal)) {
        case ASKED -> asked.add(change);
        case OWN -> own.add(change);
        case APPROVED, NOT_NEEDED, NO_ROUND, NO_APPROVER -> {}
      }
    }
    return new Found(asked, own, more);
  }

  private List<Change> list(Principal principal, @Nullable Set<String> targets, ChangeState state) {
    return store
        .changes()
        .list(
            new Filter(
                principal.seesAll() ? null : principal.id(), targets, state, null, MOST_LOOKED_AT));
  }

  /// How the principal, who may see it, stands to the change of that id now.
  public Part part(ChangeId change, Principal principal) {
    return store.changes().find(change).map(found -> part(found, principal)).orElse(Part.NO_ROUND);
  }

  private Part part(Change change, Principal principal) {
    if (!policies.knows(change.target())) {
      return Part.NO_ROUND;
    }
    Action action = check.asked(change);
    Optional<ApprovalRound> round = store.approvals().round(change.id(), action);
    boolean awaits =
        change.state()
                == (action == Action.DEPLOY ? ChangeState.APPLIED : ChangeState.AWAITING_APPROVAL)
            && !policies.denies(change)
            && round
                .filter(one -> one.isOpen() && !one.isOver(store.clock().instant()))
                .isPresent();
    if (!awaits) {
      return Part.NO_ROUND;
    }
    if (change.requester().equals(principal.id())) {
      return Part.OWN;
    }
    return principal.has(Role.APPROVER) ? asked(change, action, principal) : Part.NO_APPROVER;
  }

  private Part asked(Change change, Action action, Principal principal) {
    List<Given> ever =
        store
            .approvals()
            .given(change.id(), policies.binding(change, action, change.planHash()), Instant.EPOCH);
    if (ever.stream().anyMatch(given -> given.principal().equals(principal.id()))) {
      return Part.APPROVED;
    }
    Quorum quorum = check.quorum(change, action).orElseGet(() -> Quorum.of(1));
    List<Set<GroupName>> approvers = check.approvers(change, action);
    List<Set<GroupName>> withThem = new ArrayList<>(approvers);
    withThem.add(principal.groups());
    return quorum.tally(withThem).given() > quorum.tally(approvers).given()
        ? Part.ASKED
        : Part.NOT_NEEDED;
  }
}
