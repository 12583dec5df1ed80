package dev.sallyport.target;

import tools.jackson.databind.node.ObjectNode;

/// What one call on the target came to.
public sealed interface Effect {
  /// It is done; the output is what the target reports, shown to the caller.
  record Done(ObjectNode output) implements Effect {}

  /// It was tried and failed; the detail is shown to the caller.
  record Failed(String detail, ObjectNode output) implements Effect {}

  /// The target is no longer what the plan starts from; nothing was touched.
  record Stale(String detail) implements Effect {}

  /// The target cannot tell whether it took effect.
  record Unknown(String detail, ObjectNode output) implements Effect {}
}
