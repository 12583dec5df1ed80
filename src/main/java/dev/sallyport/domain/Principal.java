package dev.sallyport.domain;

import java.util.Set;

/// Who calls, as the API key that authenticated the call says.
///
/// @param targets the names of the targets it may see and use; `*` stands for all
public record Principal(PrincipalId id, PrincipalKind kind, Set<Role> roles, Set<String> targets) {
  /// In `targets`: every target there is.
  public static final String EVERY_TARGET = "*";

  public Principal {
    roles = Set.copyOf(roles);
    targets = Set.copyOf(targets);
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  public boolean mayUse(TargetName target) {
    return targets.contains(EVERY_TARGET) || targets.contains(target.value());
  }
}
