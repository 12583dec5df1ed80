package dev.sallyport.policy;

import dev.sallyport.change.Safety;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.policy.Rule.Consequence;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.target.Impact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Assesses how risky a plan is, from what its caller declared, what the target's kind found and
/// what the target's policy says, and refuses what the policy lets nobody do. The highest of all
/// counts.
public final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  private final Reversibility most;
  private final List<Asked> rules = new ArrayList<>();

  private record Asked(Rule rule, Condition condition) {}

  /// @param most the hardest to undo that is let through
  /// @throws IllegalArgumentException where a condition is no good
  public Judge(Reversibility most, List<Rule> rules) {
    this.most = most;
    for (Rule rule : rules) {
      try {
        this.rules.add(new Asked(rule, Condition.compile(rule.when())));
      } catch (ConditionException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
  }

  /// @param declared what the caller claims; null where nothing
  public Step<Safety> judge(@Nullable SafetyLevel declared, Facts facts) {
    Safety safety = declared(declared, facts.impact());
    if (safety.reversibility().compareTo(most) > 0) {
      return refuse(
          "it is %s, and the policy goes no further than %s"
              .formatted(safety.reversibility().wire(), most.wire()));
    }
    for (Asked asked : rules) {
      boolean holds;
      try {
        holds = asked.condition().holds(facts.values(safety));
      } catch (ConditionException e) {
        LOG.error(
            "a rule of {}'s policy has no answer: {}", facts.target(), asked.rule().when(), e);
        return refuse(
            "one of its rules has no answer for this plan, which the gate's log explains");
      }
      if (holds) {
        switch (asked.rule().then()) {
          case Consequence.Raise(SafetyLevel to) -> safety = raise(safety, to, asked.rule());
          case Consequence.Deny deny -> {
            return refuse(asked.rule().because());
          }
        }
      }
    }
    return Step.pass(safety);
  }

  private static Safety declared(@Nullable SafetyLevel declared, Impact impact) {
    List<String> reasons = new ArrayList<>(impact.reasons());
    SafetyLevel assessed = impact.assessed();
    if (declared != null && declared.compareTo(assessed) > 0) {
      assessed = declared;
      reasons.add("The caller declared it %s.".formatted(declared.wire()));
    }
    if (impact.reversibility() == Reversibility.IRREVERSIBLE) {
      assessed = SafetyLevel.HIGH;
      reasons.add("It cannot be undone.");
    }
    return new Safety(declared, assessed, impact.reversibility(), reasons);
  }

  private static Safety raise(Safety safety, SafetyLevel to, Rule rule) {
    if (to.compareTo(safety.assessed()) <= 0) {
      return safety;
    }
    List<String> reasons = new ArrayList<>(safety.reasons());
    reasons.add("%s (the target's policy)".formatted(rule.because()));
    return new Safety(safety.declared(), to, safety.reversibility(), reasons);
  }

  private static Step<Safety> refuse(String because) {
    return Step.refuse(
        ProblemType.FORBIDDEN, "The target's policy refuses this plan: %s.".formatted(because));
  }
}
