package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.target.command.CommandConfig;
import dev.sallyport.target.command.Step;
import dev.sallyport.target.command.Surroundings.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A command target's configuration: what a good one becomes, and that every mistake is named.
@Tag("validation")
class CommandMistakesTest {
  private static final String GOOD =
      """
      targets:
        infra:
          kind: command
          workingDirectory: ./infra
          environment: { PATH: /usr/bin, LEVEL: 3, TOKEN: { file: ./var/token } }
          parameters:
            required: [region, size]
            properties:
              region: { type: string, pattern: "^[a-z]+$" }
              size: { type: integer, minimum: 1 }
          planFile: tfplan
          plan: [tool, plan, -n, 7, "--out={planFile}", "{region}", "size={size}"]
          apply: [/opt/tool, apply, "{planFile}"]
          timeout: { apply: 1h }
          grace: 5s
          outputLimit: 2MiB
          exitCodes: { plan: { 0: unchanged, 2: succeeded } }
          guard: prove
      """;

  @TempDir Path folder;

  private CommandConfig command(String text) {
    return ((TargetConfig.Command)
            new ConfigFiles(folder).ready(text).targets().values().iterator().next())
        .command();
  }

  @Test
  void a_good_one_is_read_as_it_stands() {
    CommandConfig infra = command(GOOD);

    assertThat(infra.workingDirectory()).isEqualTo(folder.resolve("infra"));
    assertThat(infra.state()).isEqualTo(folder.resolve("data/targets/infra"));
    assertThat(infra.environment().variables())
        .containsEntry("LEVEL", new Value.Plain("3"))
        .containsEntry("TOKEN", new Value.Secret(folder.resolve("data/token")));
    assertThat(infra.steps().keySet()).containsExactly(Step.PLAN, Step.APPLY);
    assertThat(infra.steps().get(Step.PLAN).arguments())
        .extracting(argument -> argument.text())
        .containsExactly("tool", "plan", "-n", "7", "--out={planFile}", "{region}", "size={size}");
    assertThat(infra.bounds().timeout(Step.APPLY)).isEqualTo(Duration.ofHours(1));
    assertThat(infra.bounds().timeout(Step.PLAN)).isEqualTo(Duration.ofMinutes(2));
    assertThat(infra.bounds().outputLimit()).isEqualTo(2 << 20);
    assertThat(infra.parameters().path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(infra.parameters().at("/properties/size/minimum").isIntegralNumber()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan: [tool, plan,                 | plan: ['{region}', plan,          | plan | must begin with the program",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: []                   | apply | must be a list of arguments, the program first",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: tool apply           | apply | must be a list",
        "apply: [/opt/tool, apply, \"{planFile}\"] | aply: [/opt/tool]           | apply | is missing; it must be a list of arguments",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: [a, {planFile}]      | apply[1] | in quotes where it holds a {placeholder}",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: [a, \"{.items}\"]    | apply[1] | {{ or }} for a brace",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: [a, \"{colour}\"]    | apply | has {colour}, which is neither a property of its parameters nor one of",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: [sh, -c, \"echo {region}\"] | apply | has {region} in what a shell or interpreter reads as code",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: [env, bash, -ec, \"{region}\"] | apply | reads as code",
        "apply: [/opt/tool, apply, \"{planFile}\"] | apply: [ssh, host, \"{region}\"] | apply | reads as code",
        "\"{region}\",                      | \"{fence}\",                       | plan | is known to apply, deploy and rollback alone",
        "\"--out={planFile}\"               | --out=plan                         | plan | must have {planFile}, since planFile is set",
        "\"--out={planFile}\"               | \"{planFile\"                      | plan[4] | {{ or }} for a brace",
        "planFile: tfplan                   | planFile: ../tfplan                | planFile | must be the plain name of a file",
        "planFile: tfplan                   | guard: prove                       | plan | has {planFile}, which needs the setting planFile",
        "required: [region, size]           | required: [region]                 | plan | has {size}, which must be required in its schema, or have a default",
        "region: { type: string, pattern: \"^[a-z]+$\" } | region: { type: array } | plan | must be declared as one plain value",
        "region: { type: string, pattern: \"^[a-z]+$\" } | region: { type: text }  | parameters | must be a JSON Schema (2020-12)",
        "region: { type: string, pattern: \"^[a-z]+$\" } | region: { type: string, pattern: \"(\" } | parameters | whose patterns can be used",
        "region: { type: string, pattern: \"^[a-z]+$\" } | region: { $ref: \"https://example.com/x\" } | parameters | must refer to nothing outside of itself",
        "region: { type: string, pattern: \"^[a-z]+$\" } | region: { type: string } | plan | has {region} where it could become an option: put -- before it",
        "region: { type: string, pattern: \"^[a-z]+$\" } | change: { type: string } | parameters | has the property change, a name that means something else",
        "PATH: /usr/bin,                    | P: /usr/bin,                       | plan | must begin with the program's path, or environment must have a PATH",
        "LEVEL: 3                           | SALLYPORT_X: 3                     | environment.SALLYPORT_X | is set by the gate itself",
        "LEVEL: 3                           | A-B: 3                             | environment.A-B | must be named like a variable",
        "{ file: ./var/token }              | { files: ./var/token }             | environment.TOKEN.files | did you mean \"file\"?",
        "timeout: { apply: 1h }             | timeout: { apply: 2d }             | timeout.apply | must be a time from 100ms to 1d",
        "timeout: { apply: 1h }             | timeout: { aply: 1h }              | timeout.aply | did you mean \"apply\"?",
        "grace: 5s                          | grace: never                       | grace | must be a time from",
        "outputLimit: 2MiB                  | outputLimit: 9MiB                  | outputLimit | must be a size from 1KiB to 8MiB",
        "{ 0: unchanged                     | { 256: unchanged                   | exitCodes.plan.256 | must be named by an exit code from 0 to 255",
        "{ 0: unchanged                     | { 0: fine                          | exitCodes.plan.0 | must be succeeded, failed, unchanged, stale or unknown",
        "guard: prove                       | guard: maybe                       | guard | must be refuse or prove",
        "guard: prove                       | safety: none                       | safety | must be low, medium or high",
        "guard: prove                       | progress: \"%\"                    | progress | a regular expression with a group",
        "guard: prove                       | summary: \"(\"                     | summary | must be a regular expression",
        "guard: prove                       | reversibility: { apply: maybe }    | reversibility.apply | must be read-only, reversible",
        "guard: prove                       | rollback: [tool]                   | rollback | needs planRollback beside it",
        "guard: prove                       | timeout2: 1s                       | timeout2 | is not a setting",
      })
  void each_mistake_is_named(String good, String bad, String path, String message) {
    assertThat(GOOD).contains(good.strip());

    List<ConfigMistake> mistakes =
        new ConfigFiles(folder).mistakes(GOOD.replace(good.strip(), bad.strip()));

    assertThat(mistakes)
        .anySatisfy(
            mistake -> {
              assertThat(mistake.path()).isEqualTo("targets.infra." + path.strip());
              assertThat(mistake.message()).contains(message.strip());
            });
  }

  @Test
  void a_target_that_ties_its_plans_to_nothing_is_a_mistake() {
    assertThat(
            new ConfigFiles(folder)
                .mistakes("targets: { a: { kind: command, plan: [/bin/a], apply: [/bin/a] } }"))
        .extracting(ConfigMistake::message)
        .containsExactly(
            "needs planFile, fingerprint or both, so that a plan which no longer fits is noticed");
  }

  @Test
  void every_mistake_of_a_target_is_named_at_once() {
    assertThat(
            new ConfigFiles(folder)
                .mistakes(
                    """
                    targets:
                      a:
                        kind: command
                        plan: [tool, "{x}"]
                        planFile: a/b
                        timeout: { apply: soon }
                        environment: { TRACEPARENT: x }
                    """))
        .extracting(ConfigMistake::toString)
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).contains("targets.a.apply is missing"),
            one -> assertThat(one).contains("targets.a.plan has {x}"),
            one -> assertThat(one).contains("targets.a.plan must begin with the program's path"),
            one -> assertThat(one).contains("targets.a.planFile must be the plain name"),
            one -> assertThat(one).contains("targets.a.timeout.apply must be a time"),
            one -> assertThat(one).contains("targets.a.environment.TRACEPARENT is set by"));
  }

  @Test
  void p7_neither_a_variable_nor_a_secret_shows_in_what_is_read() {
    String shown = command(GOOD.replace("LEVEL: 3", "LEVEL: hunter2")).toString();

    assertThat(shown).doesNotContain("hunter2");
    assertThat(
            new ConfigFiles(folder)
                .mistakes(GOOD.replace("LEVEL: 3", "LEVEL: \"hunter2\\0\""))
                .toString())
        .doesNotContain("hunter2");
  }
}
