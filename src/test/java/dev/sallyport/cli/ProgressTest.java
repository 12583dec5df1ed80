package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// On a terminal a long run shows how far it has come, as the target says it.
@Tag("integration")
@EnabledOnOs(value = OS.LINUX, disabledReason = "script of util-linux makes the terminal")
class ProgressTest {
  @TempDir Path folder;

  @Test
  void the_bar_says_the_per_cent_that_the_target_reports() throws Exception {
    PlanTool tool = PlanTool.in(folder, "lamp");
    tool.tell("hold", "");
    try (TestGate gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + "targets:\n" + tool.configuration(),
            Ambient.system(),
            Checkpoint.Listener.NONE)) {
      TestCaller caller =
          gate.caller("lamp-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("lamp"));
      Files.writeString(folder.resolve("p.json"), "{\"value\":\"green\"}");
      try (Pty terminal =
          Pty.of(
              folder,
              Program.of(caller, folder).environment(),
              "auto",
              "lamp",
              "--command",
              "Turn it green",
              "--key",
              "green-1",
              "--parameters",
              "p.json")) {
        terminal.awaitText("auto lamp [                        ] 0 %");
        Files.delete(tool.state().resolve("hold"));

        assertThat(terminal.ended()).as(terminal.seen()).isZero();
        assertThat(terminal.seen()).contains("succeeded");
      }
    }
    assertThat(tool.value()).isEqualTo("green");
  }
}
