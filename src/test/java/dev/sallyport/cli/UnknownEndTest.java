package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.Program.Ran;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.OtherGate;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Where nobody can tell how a run ended, commands end with status 4 and say what to do.
@Tag("integration")
class UnknownEndTest {
  @TempDir Path folder;

  @Test
  void watching_an_execution_or_its_change_says_that_the_end_is_unknown() {
    try (TestGate gate =
            TestGate.start(
                folder, OtherGate.WITHOUT_BLOG, Ambient.system(), Checkpoint.Listener.NONE);
        OtherGate other = new OtherGate(folder)) {
      ExecutionId id = other.begin();
      other.end(id, Outcome.UNKNOWN);
      TestCaller operator =
          gate.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));
      Program ops = Program.of(operator, folder);

      Ran watched = ops.run("watch", id.value());
      assertThat(watched.status()).as(watched.err()).isEqualTo(4);
      assertThat(watched.out()).contains("unknown", "Nobody can tell yet whether it took effect");
      Ran json = ops.run("watch", id.value(), "--json");
      assertThat(json.status()).isEqualTo(4);
      assertThat(json.json().path("state").asString()).isEqualTo("unknown");
      assertThat(ops.run("executions", "watch", id.value()).status()).isEqualTo(4);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_run_that_took_too_long_ends_its_command_with_4() throws Exception {
    PlanTool tool = PlanTool.in(folder, "lamp");
    String configuration =
        TestGate.WIDE_LIMITS
            + "targets:\n"
            + tool.configuration("timeout: { apply: 500ms }\ngrace: 1s\n")
                .replaceFirst("probe: .*\n", "\n");
    tool.tell("hold", "");
    try (TestGate gate =
        TestGate.start(folder, configuration, Ambient.system(), Checkpoint.Listener.NONE)) {
      TestCaller caller =
          gate.caller("lamp-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("lamp"));
      Path parameters = Files.writeString(folder.resolve("p.json"), "{\"value\":\"green\"}");

      Ran ran =
          Program.of(caller, folder)
              .run(
                  "auto",
                  "lamp",
                  "--command",
                  "Turn it green",
                  "--key",
                  "slow-1",
                  "--parameters",
                  parameters.toString());

      assertThat(ran.status()).as(ran.out() + ran.err()).isEqualTo(4);
      assertThat(ran.err()).contains("outcome-unknown");
    }
  }
}
