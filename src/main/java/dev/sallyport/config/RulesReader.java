package dev.sallyport.config;

import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.policy.Condition;
import dev.sallyport.policy.ConditionException;
import dev.sallyport.policy.Rule;
import dev.sallyport.policy.Rule.Consequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the rules of a policy; a condition that is no good is a mistake of the file.
final class RulesReader {
  private static final Form<String> WHEN =
      Form.text(
          "a condition of at most %d characters, such as plan.deletions > 10"
              .formatted(Condition.LONGEST),
          text -> !text.isBlank() && text.length() <= Condition.LONGEST);
  private static final Form<String> BECAUSE =
      Form.text(
          "the reason that people read, 1 to %d characters".formatted(Rule.LONGEST_REASON),
          text -> !text.isBlank() && text.length() <= Rule.LONGEST_REASON);

  private RulesReader() {}

  static List<Rule> read(Section policy) {
    List<Rule> rules = new ArrayList<>();
    for (Section section : policy.sections("rules", Policy.MOST_RULES)) {
      Optional<String> when = section.required("when", WHEN);
      Optional<String> because = section.required("because", BECAUSE);
      Optional<SafetyLevel> safety = section.optional("safety", Form.choice(SafetyLevel.class));
      boolean deny = section.value("deny", Form.yesOrNo(), false);
      section.finish();
      if (!check(section, when, safety, deny)) {
        continue;
      }
      Consequence then =
          safety.<Consequence>map(Consequence.Raise::new).orElseGet(Consequence.Deny::new);
      if (when.isPresent() && because.isPresent()) {
        rules.add(new Rule(when.get(), then, because.get()));
      }
    }
    return rules;
  }

  private static boolean check(
      Section rule, Optional<String> when, Optional<SafetyLevel> safety, boolean deny) {
    if (safety.isPresent() == deny) {
      rule.mistake("must have either safety: low, medium or high, or deny: true");
      return false;
    }
    if (when.isEmpty()) {
      return false;
    }
    try {
      Condition.compile(when.get());
      return true;
    } catch (ConditionException e) {
      rule.mistake("when", "is no condition: " + e.getMessage());
      return false;
    }
  }
}
