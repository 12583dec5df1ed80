package dev.sallyport.config;

import dev.sallyport.change.Quorum;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.policy.Rule;
import java.util.List;
import java.util.Optional;

/// What a target asks for before an action runs.
///
/// @param auto the highest assessed safety that `auto` is allowed for; empty where it is never
/// @param reversibility the hardest to undo that is let through
/// @param rules asked of every plan in this order
/// @param breakGlass whether an operator may let a change through without its approvals
/// @param whileUnknown whether something may execute while nobody can tell how the last execution
///     on the target ended
public record Policy(
    Requirement apply,
    Requirement deploy,
    Requirement rollback,
    Optional<SafetyLevel> auto,
    Reversibility reversibility,
    List<Rule> rules,
    boolean breakGlass,
    boolean whileUnknown) {
  public static final int MOST_RULES = 50;

  /// The requester's own confirmation for everything, and no `auto`.
  public static final Policy DEFAULT =
      new Policy(
          new Requirement.Confirm(),
          new Requirement.Confirm(),
          new Requirement.Confirm(),
          Optional.empty());

  public Policy {
    rules = List.copyOf(rules);
    if (rules.size() > MOST_RULES) {
      throw new IllegalArgumentException("a policy has at most " + MOST_RULES + " rules");
    }
  }

  /// A policy without rules that lets everything through which its actions do.
  public Policy(
      Requirement apply, Requirement deploy, Requirement rollback, Optional<SafetyLevel> auto) {
    this(apply, deploy, rollback, auto, Reversibility.IRREVERSIBLE, List.of());
  }

  /// A policy that no operator gets round.
  public Policy(
      Requirement apply,
      Requirement deploy,
      Requirement rollback,
      Optional<SafetyLevel> auto,
      Reversibility reversibility,
      List<Rule> rules) {
    this(apply, deploy, rollback, auto, reversibility, rules, false, false);
  }

  /// What one action needs.
  public sealed interface Requirement {
    /// The requester's own confirm token.
    record Confirm() implements Requirement {}

    /// The approval of other people, and then the confirm token.
    record Approve(Quorum quorum) implements Requirement {
      public static final Range<Integer> PEOPLE = new Range<>(1, Quorum.MOST_PEOPLE);

      /// So many people of whichever groups.
      public Approve(int people) {
        this(Quorum.of(people));
      }
    }

    /// It never runs.
    record Deny() implements Requirement {}
  }
}
