package dev.sallyport.limit;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.TargetName;
import org.jspecify.annotations.Nullable;

/// Another policy for some requests of a class. Those requests count in windows of their own and
/// not in the class's, so that a window always has one limit and one length.
///
/// @param kind only for principals of this kind; null for all
/// @param target only for this target; null for all
public record LimitOverride(
    ActionClass actionClass,
    @Nullable PrincipalKind kind,
    @Nullable TargetName target,
    LimitPolicy policy) {
  public LimitOverride {
    if (kind == null && target == null) {
      throw new IllegalArgumentException(
          "an override of " + actionClass.wire() + " needs a kind, a target or both");
    }
  }

  boolean covers(ActionClass asked, @Nullable PrincipalKind by, @Nullable TargetName on) {
    return actionClass == asked
        && (kind == null || kind == by)
        && (target == null || target.equals(on));
  }

  /// Target before kind, both before either: 1 to 3.
  int precision() {
    return (target == null ? 0 : 2) + (kind == null ? 0 : 1);
  }

  /// The policy's name in headers and records, such as `heavy.agent@blog`.
  String name() {
    return actionClass.wire()
        + (kind == null ? "" : "." + kind.wire())
        + (target == null ? "" : "@" + target.value());
  }
}
