package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.change.Safety;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.Role;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.policy.Rule.Consequence;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.target.Impact;
import dev.sallyport.target.PlanMaterial;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("validation")
class JudgeTest {
  private static final Principal AGENT =
      new Principal(
          new PrincipalId("docs-bot"), PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("*"));

  private static Rule raise(String when, SafetyLevel to) {
    return new Rule(when, new Consequence.Raise(to), "it is much");
  }

  private static Rule deny(String when) {
    return new Rule(when, new Consequence.Deny(), "nobody does that");
  }

  private static Facts facts(Impact impact) {
    var empty = JsonMapper.shared().createObjectNode();
    return new Facts(
        AGENT,
        new TargetName("blog"),
        "site",
        "preview",
        "Tidy up",
        new PlanMaterial(Operation.CHANGE, "base", "Changes 2 files", "+one\n-two\n", empty, empty),
        impact);
  }

  private static Impact impact(String... paths) {
    return new Impact(
        SafetyLevel.LOW, Reversibility.REVERSIBLE, List.of(), paths.length, 3, List.of(paths));
  }

  private static Step<Safety> judge(Rule... rules) {
    return new Judge(Reversibility.IRREVERSIBLE, List.of(rules))
        .judge(null, facts(impact("admin/a", "b")));
  }

  private static Safety passed(Step<Safety> step) {
    assertThat(step).isInstanceOf(Step.Passed.class);
    return ((Step.Passed<Safety>) step).value();
  }

  private static String refused(Step<Safety> step) {
    assertThat(step).isInstanceOf(Step.Refused.class);
    var problem = ((Step.Refused<Safety>) step).problem();
    assertThat(problem.type()).isEqualTo(ProblemType.FORBIDDEN);
    return problem.detail();
  }

  @Test
  void without_rules_the_higher_of_claim_and_finding_counts() {
    Judge judge = new Judge(Reversibility.IRREVERSIBLE, List.of());

    assertThat(passed(judge.judge(null, facts(impact("a")))).assessed()).isEqualTo(SafetyLevel.LOW);
    Safety declared = passed(judge.judge(SafetyLevel.HIGH, facts(impact("a"))));
    assertThat(declared.assessed()).isEqualTo(SafetyLevel.HIGH);
    assertThat(declared.reasons()).containsExactly("The caller declared it high.");
  }

  @Test
  void what_cannot_be_undone_is_high_and_says_so() {
    Impact impact = new Impact(SafetyLevel.LOW, Reversibility.IRREVERSIBLE, List.of("one"), 1, 0);

    Safety safety =
        passed(new Judge(Reversibility.IRREVERSIBLE, List.of()).judge(null, facts(impact)));

    assertThat(safety.assessed()).isEqualTo(SafetyLevel.HIGH);
    assertThat(safety.reasons()).containsExactly("one", "It cannot be undone.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan.deletions > 2",
        "plan.items == 2",
        "plan.operation == 'change'",
        "plan.paths.exists(p, p.startsWith('admin/'))",
        "plan.paths.exists(p, p.matches('^adm.*/a$'))",
        "plan.diff.contains('-two') && plan.summary.endsWith('files')",
        "safety.declared == ''",
        "safety.assessed == 'low' && safety.reversibility == 'reversible'",
        "requester.kind == 'agent' && requester.name == 'docs-bot'",
        "request.action == 'preview' && request.command.size() < 10",
        "target.name == 'blog' && target.kind == 'site'"
      })
  void a_condition_speaks_of_the_plan_its_requester_and_its_target(String when) {
    Safety safety = passed(judge(raise(when, SafetyLevel.MEDIUM)));

    assertThat(safety.assessed()).isEqualTo(SafetyLevel.MEDIUM);
    assertThat(safety.reasons()).containsExactly("it is much (the target's policy)");
    assertThat(refused(judge(deny(when))))
        .isEqualTo("The target's policy refuses this plan: nobody does that.");
  }

  @Test
  void a_rule_never_lowers_what_was_assessed_and_the_next_one_sees_what_the_last_made_of_it() {
    Safety safety =
        passed(
            judge(
                raise("true", SafetyLevel.HIGH),
                raise("true", SafetyLevel.LOW),
                raise("safety.assessed == 'low'", SafetyLevel.LOW)));

    assertThat(safety.assessed()).isEqualTo(SafetyLevel.HIGH);
    assertThat(safety.reasons()).hasSize(1);
    assertThat(refused(judge(raise("true", SafetyLevel.HIGH), deny("safety.assessed == 'high'"))))
        .contains("nobody does that");
  }

  @Test
  void what_does_not_hold_changes_nothing() {
    assertThat(passed(judge(deny("plan.deletions > 3"))).assessed()).isEqualTo(SafetyLevel.LOW);
  }

  @Test
  void p6_a_condition_without_an_answer_refuses() {
    assertThat(refused(judge(deny("1 / (plan.deletions - 3) > 0")))).contains("has no answer");
  }

  @Test
  void p10_a_condition_that_takes_too_many_steps_refuses() {
    String[] many = IntStream.range(0, 400).mapToObj(i -> "f" + i).toArray(String[]::new);
    Judge judge =
        new Judge(
            Reversibility.IRREVERSIBLE,
            List.of(deny("plan.paths.exists(p, plan.paths.exists(q, p == 'no' && q == 'no'))")));

    assertThat(refused(judge.judge(null, facts(impact(many))))).contains("has no answer");
  }

  @ParameterizedTest
  @CsvSource({
    "reversible, REVERSIBLE, true",
    "reversible, IRREVERSIBLE, false",
    "reversible, EXTERNALLY_REVERSIBLE, false",
    "irreversible, IRREVERSIBLE, true"
  })
  void what_is_harder_to_undo_than_the_policy_goes_is_refused(
      String most, Reversibility found, boolean passes) {
    Judge judge =
        new Judge(Reversibility.valueOf(most.toUpperCase(java.util.Locale.ROOT)), List.of());

    Step<Safety> step =
        judge.judge(null, facts(new Impact(SafetyLevel.LOW, found, List.of(), 1, 0)));

    if (passes) {
      passed(step);
    } else {
      assertThat(refused(step)).contains("it is " + found.wire(), "no further than " + most);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan.deletionz > 1",
        "plan.deletions",
        "plan.deletions > 'a'",
        "plan.",
        "x",
        "1 +",
        "'",
        "plan.paths.foo()"
      })
  void a_condition_is_checked_before_it_is_asked(String when) {
    assertThatThrownBy(() -> Condition.compile(when))
        .isInstanceOf(ConditionException.class)
        .hasMessageContaining("at column");
  }

  @Test
  void p10_a_condition_nests_no_deeper_than_its_limit_and_is_no_longer() {
    assertThatThrownBy(() -> Condition.compile("(".repeat(60) + "true" + ")".repeat(60)))
        .isInstanceOf(ConditionException.class);
    assertThatThrownBy(() -> Condition.compile("true" + " || true".repeat(200)))
        .isInstanceOf(ConditionException.class);
  }
}
