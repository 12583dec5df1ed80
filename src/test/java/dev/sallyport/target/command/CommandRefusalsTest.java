package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.domain.Operation;
import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a command target refuses, and what it keeps to itself.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class CommandRefusalsTest {
  private static final String SECRET = "s3cr3t/of+the==tool";

  @TempDir Path folder;

  private String settings(String plan, String more) {
    return """
    environment: { PATH: "/usr/bin:/bin" }
    parameters: { required: [name], properties: { name: { type: string } } }
    fingerprint: [echo, same]
    plan: %s
    apply: [echo, applied]
    """
            .formatted(plan)
        + more;
  }

  private Planning plan(String settings, String parameters) {
    return Commands.open(folder, settings).plan(Commands.proposal(Operation.CHANGE, parameters));
  }

  private static Planning.Refused refused(Planning planning) {
    assertThat(planning).isInstanceOf(Planning.Refused.class);
    return (Planning.Refused) planning;
  }

  @ParameterizedTest
  @ValueSource(strings = {"-rf", "--force", "-"})
  void a_value_that_would_become_an_option_is_refused(String value) {
    Planning.Refused refused =
        refused(plan(settings("[echo, \"{name}\"]", ""), "{\"name\": \"%s\"}".formatted(value)));

    assertThat(refused.errors().getFirst().code()).isEqualTo("option");
    assertThat(refused.errors().getFirst().pointer()).isEqualTo("/parameters/name");
    assertNothingKept();
  }

  @Test
  void behind_two_hyphens_or_within_an_argument_it_is_a_value_like_any_other() {
    assertThat(plan(settings("[echo, --, \"{name}\"]", ""), "{\"name\": \"-rf\"}"))
        .isInstanceOf(Planning.Planned.class);
    assertThat(plan(settings("[echo, \"--name={name}\"]", ""), "{\"name\": \"-rf\"}"))
        .isInstanceOf(Planning.Planned.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\nb", "a\\u0000b", "\\u001b[31m", "\\ud800"})
  void what_no_argument_may_hold_is_refused(String value) {
    Planning.Refused refused =
        refused(plan(settings("[echo, \"x={name}\"]", ""), "{\"name\": \"%s\"}".formatted(value)));

    assertThat(refused.errors().getFirst().code()).isEqualTo("argument");
  }

  @Test
  void a_value_that_is_too_long_is_refused_by_its_limit() {
    Planning.Refused refused =
        refused(
            plan(
                settings("[echo, \"{name}\"]", ""),
                "{\"name\": \"%s\"}".formatted("x".repeat(Values.LONGEST + 1))));

    assertThat(refused.detail()).contains("at most " + Values.LONGEST);
  }

  @Test
  void a_plan_that_fails_says_the_tools_last_words() {
    Path failing = Commands.script(folder, "failing", "echo no such region >&2\nexit 4\n");

    Planning.Refused refused =
        refused(plan(settings("[" + failing + "]", ""), "{\"name\": \"a\"}"));

    assertThat(refused.detail()).contains("exit code 4", "no such region");
    assertNothingKept();
  }

  @Test
  void p10_a_plan_that_takes_too_long_names_its_limit() {
    Planning.Refused refused =
        refused(plan(settings("[sleep, 600]", "timeout: { plan: 300ms }\n"), "{\"name\": \"a\"}"));

    assertThat(refused.detail()).contains("after 300 ms (timeout.plan)");
    assertNothingKept();
  }

  @Test
  void p10_a_plan_that_prints_too_much_is_refused_and_never_cut() {
    Path loud = Commands.script(folder, "loud", "head -c 5000 /dev/zero | tr '\\0' x\n");

    Planning.Refused refused =
        refused(plan(settings("[" + loud + "]", "outputLimit: 4KiB\n"), "{\"name\": \"a\"}"));

    assertThat(refused.detail()).contains("4096 bytes (limit outputLimit)");
  }

  @Test
  void a_plan_that_saves_no_file_is_refused() {
    Planning.Refused refused =
        refused(plan(settings("[echo, \"{planFile}\"]", "planFile: saved\n"), "{\"name\": \"a\"}"));

    assertThat(refused.errors().getFirst().code()).isEqualTo("plan-file");
  }

  @Test
  void a_fingerprint_that_fails_refuses_the_plan_and_does_not_say_that_the_target_has_changed() {
    Path flaky = Commands.script(folder, "flaky", "[ ! -e broken ]\n");
    String settings =
        settings("[echo, planned]", "workingDirectory: .\n")
            .replace("fingerprint: [echo, same]", "fingerprint: [" + flaky + "]");
    CommandTarget target = Commands.open(folder, settings);
    Commands.Ready ready = Commands.ready(target, "{\"name\": \"a\"}");
    Commands.script(folder, "broken", "");

    Effect effect = target.apply(ready.plan(), ready.run());

    assertThat(((Effect.Failed) effect).detail())
        .contains("state is not known", "fingerprint command failed", "Nothing was touched");
    assertThat(
            refused(target.plan(Commands.proposal(Operation.CHANGE, "{\"name\": \"a\"}"))).detail())
        .contains("fingerprint command failed");
  }

  @Test
  void p4_a_configuration_that_would_run_something_else_makes_the_plan_stale() {
    String settings = settings("[echo, planned]", "");
    Commands.Ready ready = Commands.ready(Commands.open(folder, settings), "{\"name\": \"a\"}");

    Effect effect =
        Commands.open(folder, settings.replace("applied", "other"))
            .apply(ready.plan(), ready.run());

    assertThat(effect).isInstanceOf(Effect.Stale.class);
  }

  @Test
  void what_a_target_has_no_command_for_it_says() {
    CommandTarget target = Commands.open(folder, settings("[echo, planned]", ""));
    Commands.Ready ready = Commands.ready(target, "{\"name\": \"a\"}");

    assertThat(refused(target.plan(Commands.proposal(Operation.ROLLBACK, "{}"))).detail())
        .contains("cannot roll back");
    assertThat(target.rollback(ready.plan(), ready.run())).isInstanceOf(Effect.Failed.class);
    assertThat(target.deploy(ready.plan(), ready.run())).isInstanceOf(Effect.Done.class);
    assertThat(target.list(Commands.parameters("{}"))).isInstanceOf(Reading.Refused.class);
  }

  @Test
  void list_and_read_answer_with_what_their_commands_print() {
    CommandTarget target =
        Commands.open(
            folder,
            settings(
                "[echo, planned]",
                """
                list: [echo, a b]
                read: [echo, --, "{what}"]
                readParameters: { properties: { what: { type: string, default: all } } }
                """));

    assertThat(((Reading.Found) target.list(Commands.parameters("{}"))).result().toString())
        .contains("a b\\n");
    assertThat(((Reading.Found) target.read(Commands.parameters("{}"))).result().toString())
        .contains("-- all\\n");
  }

  @Test
  void what_is_not_there_is_named_all_at_once_when_the_target_is_opened() {
    assertThatThrownBy(
            () ->
                Commands.open(
                    folder,
                    settings("[no-such-tool]", "workingDirectory: ./nowhere\n")
                        .replace(
                            "PATH: \"/usr/bin:/bin\"",
                            "PATH: \"/usr/bin:/bin\", TOKEN: { file: ./absent }")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("working directory is not there")
        .hasMessageContaining("plan: the program no-such-tool is not there")
        .hasMessageContaining("file of the environment variable TOKEN cannot be read");
  }

  @Test
  void a_tool_gets_the_configured_environment_and_what_the_gate_adds_and_nothing_else() {
    Path printing = Commands.script(folder, "printing", "exec env\n");
    CommandTarget target =
        Commands.open(
            folder,
            settings("[echo, planned]", "")
                .replace("apply: [echo, applied]", "apply: [" + printing + "]")
                .replace("PATH: \"/usr/bin:/bin\"", "PATH: \"/usr/bin:/bin\", COLOUR: blue"));
    Commands.Ready ready = Commands.ready(target, "{\"name\": \"a\"}");
    target.apply(ready.plan(), ready.run());

    assertThat(ready.run().lines)
        .filteredOn(line -> !line.matches("(PWD|SHLVL|_|OLDPWD)=.*"))
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin",
            "COLOUR=blue",
            "SALLYPORT_TARGET=tool",
            "SALLYPORT_STEP=apply",
            "SALLYPORT_CHANGE=" + ready.run().change(),
            "SALLYPORT_EXECUTION=" + ready.run().execution(),
            "SALLYPORT_RUN=" + ready.run().execution(),
            "SALLYPORT_FENCE=7",
            "SALLYPORT_TRACE=0af7651916cd43dd8448eb211c80319c",
            "TRACEPARENT=" + ready.run().traceparent());
  }

  @Test
  void p7_a_secret_shows_in_no_plan_no_line_and_no_answer() throws Exception {
    Files.writeString(folder.resolve("token"), SECRET + "\n");
    String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes("UTF-8"));
    Path leaking =
        Commands.script(
            folder,
            "leaking",
            """
            echo "it is $TOKEN"
            printf %s "$TOKEN" | base64
            echo "and on standard error: $TOKEN" >&2
            [ "$1" = plan ] || exit 1
            """);
    CommandTarget target =
        Commands.open(
            folder,
            settings("[" + leaking + ", plan]", "list: [" + leaking + ", plan]\n")
                .replace("apply: [echo, applied]", "apply: [" + leaking + ", apply]")
                .replace(
                    "PATH: \"/usr/bin:/bin\"",
                    "PATH: \"/usr/bin:/bin\", TOKEN: { file: ./token }"));
    Commands.Ready ready = Commands.ready(target, "{\"name\": \"a\"}");
    PlanMaterial plan = ready.plan();

    Effect.Failed failed = (Effect.Failed) target.apply(plan, ready.run());

    assertThat(plan.diff()).contains("it is " + Mask.REDACTED);
    assertThat(
            Stream.of(
                plan.toString(),
                failed.toString(),
                ready.run().lines.toString(),
                target.describe().toString(),
                target.list(Commands.parameters("{}")).toString()))
        .allSatisfy(text -> assertThat(text).doesNotContain(SECRET).doesNotContain(base64));
  }

  private void assertNothingKept() {
    try (Stream<Path> kept = Files.walk(folder.resolve("var/targets/tool"))) {
      assertThat(kept.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("chg_"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
