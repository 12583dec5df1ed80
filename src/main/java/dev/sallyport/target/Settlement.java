package dev.sallyport.target;

import tools.jackson.databind.node.ObjectNode;

/// What the target says of an execution that was cut off.
public sealed interface Settlement {
  /// Everything it was to do has taken effect.
  record Happened(ObjectNode output) implements Settlement {}

  /// Nothing, or not all of it, has taken effect, and nothing still will; the detail says how far
  /// it got.
  record DidNotHappen(String detail, ObjectNode output) implements Settlement {}

  /// The target cannot say; an operator must.
  record CannotTell(String detail) implements Settlement {}
}
