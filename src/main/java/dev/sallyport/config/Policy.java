package dev.sallyport.config;

import dev.sallyport.domain.SafetyLevel;
import java.util.Optional;

/// What a target asks for before an action runs.
///
/// @param auto the highest assessed safety that `auto` is allowed for; empty where it is never
public record Policy(
    Requirement apply, Requirement deploy, Requirement rollback, Optional<SafetyLevel> auto) {
  /// The requester's own confirmation for everything, and no `auto`.
  public static final Policy DEFAULT =
      new Policy(
          new Requirement.Confirm(),
          new Requirement.Confirm(),
          new Requirement.Confirm(),
          Optional.empty());

  /// What one action needs.
  public sealed interface Requirement {
    /// The requester's own confirm token.
    record Confirm() implements Requirement {}

    /// The approval of so many other people, and then the confirm token.
    record Approve(int people) implements Requirement {
      public static final Range<Integer> PEOPLE = new Range<>(1, 10);

      public Approve {
        PEOPLE.require("approve", people);
      }
    }

    /// It never runs.
    record Deny() implements Requirement {}
  }
}
