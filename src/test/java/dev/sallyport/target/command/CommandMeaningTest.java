package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Operation;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Planning;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of a tool's exit code, its progress and what its steps are declared to be.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class CommandMeaningTest {
  @TempDir Path folder;

  private Commands.Ready ready;

  private CommandTarget open(String script, String more) {
    Path tool = Commands.script(folder, "tool", script);
    CommandTarget target =
        Commands.open(
            folder,
            """
            environment: { PATH: "/usr/bin:/bin" }
            fingerprint: [echo, same]
            plan: [echo, planned]
            apply: [%s]
            """
                    .formatted(tool)
                + more);
    ready = Commands.ready(target, "{}");
    return target;
  }

  @ParameterizedTest
  @CsvSource({
    "0,  Done",
    "1,  Failed",
    "2,  Done",
    "3,  Stale",
    "4,  Done",
    "5,  Unknown",
    "6,  Failed",
    "137, Unknown"
  })
  void an_exit_code_means_what_is_configured_and_otherwise_zero_alone_is_good(
      int code, String effect) {
    CommandTarget target =
        open(
            "exit " + code + "\n",
            "exitCodes: { apply: { 2: succeeded, 3: stale, 4: unchanged, 5: unknown, 6: failed } }\n");

    assertThat(target.apply(ready.plan(), ready.run()).getClass().getSimpleName())
        .isEqualTo(effect);
  }

  @Test
  void zero_may_be_given_another_meaning_too() {
    CommandTarget target = open("exit 0\n", "exitCodes: { apply: { 0: failed } }\n");

    assertThat(target.apply(ready.plan(), ready.run())).isInstanceOf(Effect.Failed.class);
  }

  @Test
  void a_progress_pattern_finds_percentages_on_either_stream_and_nothing_else() {
    CommandTarget target =
        open(
            "echo 'step 5% done'; echo 'step 40,5% done' >&2; echo 'step many% done'; echo 60%\n",
            "progress: 'step (\\S+)% done'\n");

    assertThat(target.apply(ready.plan(), ready.run())).isInstanceOf(Effect.Done.class);

    assertThat(ready.run().progress).containsExactlyInAnyOrder(5, 40);
    assertThat(ready.run().lines).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "reversible, irreversible, IRREVERSIBLE",
    "irreversible, read-only, IRREVERSIBLE",
    "read-only, externally-reversible, EXTERNALLY_REVERSIBLE"
  })
  void the_harder_of_apply_and_deploy_decides_how_a_plan_is_assessed(
      String apply, String deploy, Reversibility hardest) {
    CommandTarget target =
        open(
            "exit 0\n",
            "deploy: [echo, deployed]\nreversibility: { apply: %s, deploy: %s }\n"
                .formatted(apply, deploy));

    Planning planning = target.plan(Commands.proposal(Operation.CHANGE, "{}"));

    assertThat(((Planning.Planned) planning).impact().reversibility()).isEqualTo(hardest);
  }
}
