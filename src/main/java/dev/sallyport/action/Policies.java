package dev.sallyport.action;

import dev.sallyport.change.Binding;
import dev.sallyport.change.Change;
import dev.sallyport.change.Quorum;
import dev.sallyport.config.Policy;
import dev.sallyport.config.Policy.Requirement;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.policy.Judge;
import dev.sallyport.store.Executions.WhileUnknown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /// The targets that a policy says anything about.
  public Set<TargetName> targets() {
    return byTarget.keySet();
  }

  /// Whether the target is declared, so that a policy says anything about it.
  public boolean knows(TargetName target) {
    return byTarget.containsKey(target);
  }

  /// Whether the policy denies to confirm the change.
  public boolean denies(Change change) {
    return denies(change.target(), confirming(change));
  }

  /// Whether an operator may let changes of the target through without their approvals.
  public boolean allowsBreakGlass(TargetName target) {
    return of(target).breakGlass();
  }

  /// What becomes of a wish to execute on the target while an execution there is `unknown`.
  WhileUnknown whileUnknown(TargetName target) {
    return of(target).whileUnknown() ? WhileUnknown.ALLOW : WhileUnknown.BLOCK;
  }

  /// Which people must approve before the action of the target may be confirmed.
  public Optional<Quorum> quorum(TargetName target, Action action) {
    return switch (requirement(target, action)) {
      case Requirement.Approve(Quorum quorum) -> Optional.of(quorum);
      case Requirement.Confirm confirm -> Optional.empty();
      case Requirement.Deny deny -> Optional.empty();
    };
  }

  /// What an approval of the change's plan for that action is bound to now: an approval of before
  /// counts only while all of it is the same, the whole policy included.
  public Binding binding(Change change, Action action, PlanHash plan) {
    String requirement = words(requirement(change.target(), action));
    return new Binding(
        action,
        plan,
        change.plan().base(),
        change.requester(),
        PolicyVersion.of(of(change.target())),
        action.wire() + ": " + requirement);
  }

  /// What the target's policy asks for each action, in the configuration's words, such as `approve
  /// 2`; nothing of a target that is no longer declared.
  public Map<Action, String> words(TargetName target) {
    if (!knows(target)) {
      return Map.of();
    }
    Map<Action, String> words = new LinkedHashMap<>();
    for (Action action : List.of(Action.APPLY, Action.DEPLOY, Action.ROLLBACK)) {
      words.put(action, words(requirement(target, action)));
    }
    words.put(Action.AUTO, of(target).auto().map(SafetyLevel::wire).orElse("deny"));
    return words;
  }

  private static String words(Requirement requirement) {
    return switch (requirement) {
      case Requirement.Approve(Quorum quorum) -> "approve " + quorum;
      case Requirement.Confirm confirm -> "confirm";
      case Requirement.Deny deny -> "deny";
    };
  }

  /// The action that the change's first token is for.
  public static Action confirming(Change change) {
    return confirming(change.plan().operation());
  }

  static Action confirming(Operation operation) {
    return switch (operation) {
      case CHANGE -> Action.APPLY;
      case ROLLBACK -> Action.ROLLBACK;
    };
  }

  boolean denies(TargetName target, Action action) {
    return requirement(target, action) instanceof Requirement.Deny;
  }

  /// Whether the policy lets through what is so hard to undo.
  boolean allows(TargetName target, Reversibility declared) {
    return declared.compareTo(of(target).reversibility()) <= 0;
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
