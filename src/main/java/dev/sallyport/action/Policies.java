package dev.sallyport.action;

import dev.sallyport.change.Change;
import dev.sallyport.config.Policy;
import dev.sallyport.config.Policy.Requirement;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.policy.Judge;
import java.util.Map;
import java.util.stream.Collectors;

/// What each target's policy asks for.
public final class Policies {
  private final Map<TargetName, Policy> byTarget;
  private final Map<TargetName, Judge> judges;

  public Policies(Map<TargetName, Policy> byTarget) {
    this.byTarget = Map.copyOf(byTarget);
    this.judges =
        byTarget.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    entry ->
                        new Judge(entry.getValue().reversibility(), entry.getValue().rules())));
  }

  /// Who assesses the target's plans.
  Judge judge(TargetName target) {
    Judge judge = judges.get(target);
    if (judge == null) {
      throw noPolicy(target);
    }
    return judge;
  }

  /// Whether the target is declared, so that a policy says anything about it.
  public boolean knows(TargetName target) {
    return byTarget.containsKey(target);
  }

  /// Whether the policy denies to confirm the change.
  public boolean denies(Change change) {
    return denies(change.target(), confirming(change));
  }

  /// How many other people must approve the change before it may be confirmed.
  public int approvals(Change change) {
    return approvals(change.target(), confirming(change));
  }

  /// What the policy asks for before the change may be confirmed, such as `apply: approve 2`: an
  /// approval is given under this text, and another text asks anew.
  public String text(Change change) {
    Action action = confirming(change);
    String requirement =
        switch (requirement(change.target(), action)) {
          case Requirement.Approve(int people) -> "approve " + people;
          case Requirement.Confirm confirm -> "confirm";
          case Requirement.Deny deny -> "deny";
        };
    return action.wire() + ": " + requirement;
  }

  private static Action confirming(Change change) {
    return switch (change.plan().operation()) {
      case CHANGE -> Action.APPLY;
      case ROLLBACK -> Action.ROLLBACK;
    };
  }

  boolean denies(TargetName target, Action action) {
    return requirement(target, action) instanceof Requirement.Deny;
  }

  /// How many other people must approve before the action may be confirmed.
  int approvals(TargetName target, Action action) {
    return switch (requirement(target, action)) {
      case Requirement.Approve(int people) -> people;
      case Requirement.Confirm confirm -> 0;
      case Requirement.Deny deny -> 0;
    };
  }

  boolean allowsAuto(TargetName target) {
    return of(target).auto().isPresent();
  }

  boolean allowsAuto(TargetName target, SafetyLevel assessed) {
    return of(target).auto().filter(highest -> assessed.compareTo(highest) <= 0).isPresent();
  }

  private Requirement requirement(TargetName target, Action action) {
    return switch (action) {
      case APPLY -> of(target).apply();
      case DEPLOY -> of(target).deploy();
      case ROLLBACK -> of(target).rollback();
      case AUTO, PLAN, PREVIEW, STATUS, LIST, READ ->
          throw new IllegalArgumentException("no policy is about " + action.wire());
    };
  }

  /// Fails closed: a target without a policy is denied everything.
  private Policy of(TargetName target) {
    Policy policy = byTarget.get(target);
    if (policy == null) {
      throw noPolicy(target);
    }
    return policy;
  }

  private static IllegalStateException noPolicy(TargetName target) {
    return new IllegalStateException("target " + target + " has no policy");
  }
}
