package dev.sallyport.policy;

import dev.sallyport.domain.SafetyLevel;

/// One rule of a target's policy: where the condition holds for a plan, this follows.
///
/// @param when a [Condition]'s text
/// @param because what people read as the reason, 1 to 200 characters
public record Rule(String when, Consequence then, String because) {
  public static final int LONGEST_REASON = 200;

  public Rule {
    if (when.isBlank() || when.length() > Condition.LONGEST) {
      throw new IllegalArgumentException(
          "a condition has 1 to %d characters".formatted(Condition.LONGEST));
    }
    if (because.isBlank() || because.length() > LONGEST_REASON) {
      throw new IllegalArgumentException(
          "a rule's reason has 1 to %d characters".formatted(LONGEST_REASON));
    }
  }

  /// What follows where a condition holds.
  public sealed interface Consequence {
    /// The plan is at least that risky.
    record Raise(SafetyLevel to) implements Consequence {}

    /// The plan is refused.
    record Deny() implements Consequence {}
  }
}
