package dev.sallyport.domain;

import java.util.Set;

/// Who calls, as the API key that authenticated the call says.
///
/// @param targets the names of the targets it may see and use; `*` stands for all
/// @param groups for which of a policy's groups it may approve, at most [#MOST_GROUPS]
public record Principal(
    PrincipalId id,
    PrincipalKind kind,
    Set<Role> roles,
    Set<String> targets,
    Set<GroupName> groups) {
  /// In `targets`: every target there is.
  public static final String EVERY_TARGET = "*";

  public static final int MOST_GROUPS = 20;

  public Principal {
    roles = Set.copyOf(roles);
    targets = Set.copyOf(targets);
    groups = Set.copyOf(groups);
    if (groups.size() > MOST_GROUPS) {
      throw new IllegalArgumentException("a principal is in at most " + MOST_GROUPS + " groups");
    }
  }

  /// A principal in no group.
  public Principal(PrincipalId id, PrincipalKind kind, Set<Role> roles, Set<String> targets) {
    this(id, kind, roles, targets, Set.of());
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  public boolean mayUse(TargetName target) {
    return targets.contains(EVERY_TARGET) || targets.contains(target.value());
  }

  /// Whether it sees what others do on its targets, and not only its own.
  public boolean seesAll() {
    return has(Role.APPROVER) || has(Role.OPERATOR) || has(Role.AUDITOR);
  }
}
