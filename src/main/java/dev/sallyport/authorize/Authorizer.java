package dev.sallyport.authorize;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.target.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Decides what a principal may ask for. A target outside its key looks like one that does not
/// exist.
public final class Authorizer {
  private final Map<TargetName, Target> targets;

  public Authorizer(Collection<Target> targets) {
    Map<TargetName, Target> byName = new java.util.LinkedHashMap<>();
    targets.forEach(target -> byName.put(target.name(), target));
    this.targets = Map.copyOf(byName);
  }

  /// The target of that name, where this principal may use it for that action.
  public Step<Target> target(Principal principal, Action action, Optional<TargetName> name) {
    Optional<Target> found = name.filter(principal::mayUse).map(targets::get);
    if (found.isEmpty()) {
      return Step.refuse(
          ProblemType.UNKNOWN_TARGET,
          "There is no target of that name for this key; GET /v1/targets lists those there are.");
    }
    if ((action.writes() || action == Action.PLAN) && !principal.has(Role.REQUESTER)) {
      return lacks(Role.REQUESTER);
    }
    return Step.pass(found.get());
  }

  /// Passes the principal on where it has one of the roles.
  public Step<Principal> role(Principal principal, Role... roles) {
    return List.of(roles).stream().anyMatch(principal::has)
        ? Step.pass(principal)
        : lacks(roles[0]);
  }

  /// The targets this principal may use, by name.
  public Collection<Target> visible(Principal principal) {
    Map<String, Target> found = new TreeMap<>();
    targets.forEach(
        (name, target) -> {
          if (principal.mayUse(name)) {
            found.put(name.value(), target);
          }
        });
    return found.values();
  }

  private static <T> Step<T> lacks(Role role) {
    return Step.refuse(
        ProblemType.FORBIDDEN,
        "This key's roles do not allow that; it needs the role %s.".formatted(role.wire()));
  }
}
