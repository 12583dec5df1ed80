package dev.sallyport.crash;

import static dev.sallyport.checkpoint.Checkpoint.BEGUN;
import static dev.sallyport.checkpoint.Checkpoint.COMMAND_ENDED;
import static dev.sallyport.checkpoint.Checkpoint.COMMAND_PREPARED;
import static dev.sallyport.checkpoint.Checkpoint.COMMAND_RECORDED;
import static dev.sallyport.checkpoint.Checkpoint.COMMAND_STARTED;
import static dev.sallyport.checkpoint.Checkpoint.FINISHED;
import static dev.sallyport.checkpoint.Checkpoint.TARGET_RETURNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.GateProcess.Stop;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// A gate killed or stopped at the points where a command target would notice: the tool runs at
/// most once, and what is said of it in the end is what it did.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class P3CommandCrashTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir static Path shared;
  private static KilledTogether<Crash, Left> killed;

  @TempDir Path folder;

  /// @param turn at which of its turns the point is the action's
  record Crash(String action, Checkpoint point, int turn, String state) {
    @Override
    public String toString() {
      return "%s-at-%s-%d".formatted(action, point, turn);
    }
  }

  /// What the tests go on with: the folder, and the request that was cut off.
  private record Left(Infra infra, ObjectNode request) {}

  static Stream<Crash> crashes() {
    return Stream.of(
        new Crash("apply", BEGUN, 1, "failed"),
        new Crash("apply", COMMAND_PREPARED, 1, "failed"),
        new Crash("apply", COMMAND_RECORDED, 1, "failed"),
        new Crash("apply", COMMAND_STARTED, 1, "succeeded"),
        new Crash("apply", COMMAND_ENDED, 1, "succeeded"),
        new Crash("apply", TARGET_RETURNED, 1, "succeeded"),
        new Crash("apply", FINISHED, 1, "succeeded"),
        new Crash("deploy", COMMAND_RECORDED, 2, "failed"),
        new Crash("deploy", COMMAND_ENDED, 2, "succeeded"),
        new Crash("auto", COMMAND_ENDED, 1, "failed"),
        new Crash("auto", COMMAND_ENDED, 2, "succeeded"));
  }

  @BeforeAll
  static void kill() {
    killed = new KilledTogether<>(shared);
    crashes()
        .forEach(
            crash -> {
              Infra infra = Infra.in(shared.resolve(crash.toString()));
              killed.add(
                  crash,
                  new Stop(infra.folder(), crash.point(), crash.turn()),
                  url -> new Left(infra, infra.cutOff(url, crash.action())));
            });
    killed.kill();
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void p3_a_gate_killed_anywhere_runs_the_tool_at_most_once(Crash crash) {
    Left left = killed.left(crash);
    Infra infra = left.infra();
    try (TestGate gate = infra.gate()) {
      await().atMost(SOON).untilAsserted(() -> assertThat(infra.state()).isEqualTo(crash.state()));
      Reply retry = infra.caller(gate.url()).execute(left.request());
      assertThat(retry.replayed()).as(retry.text()).isTrue();
      assertThat(retry.status() == 200).isEqualTo(crash.state().equals("succeeded"));
      infra.goesOn(infra.caller(gate.url()));
    }
    infra.checkEvidence();
  }

  @Test
  void p3_a_probe_is_not_believed_while_what_a_dead_gate_started_still_runs() throws Exception {
    Infra infra = Infra.in(folder);
    infra.tool().tell("hold", "");
    try (GateProcess gate = GateProcess.gate(folder)) {
      infra.cutOff(gate.url(), "apply");
      awaitBegun(infra);
      gate.kill();
    }

    try (TestGate gate = infra.gate()) {
      await().atMost(SOON).until(() -> infra.hasEvent("execution.unknown"));
      TestCaller caller = infra.caller(gate.url());
      String token = infra.token(caller, "second-1", "red");
      assertThat(caller.execute(infra.tool().confirmation("apply", "second-1", token)).slug())
          .isEqualTo("target-busy");
      assertThat(infra.hasEvent("execution.settled")).isFalse();

      Files.delete(infra.tool().state().resolve("hold"));

      await().atMost(SOON).untilAsserted(() -> assertThat(infra.state()).isEqualTo("succeeded"));
      assertThat(infra.tool().value()).isEqualTo("blue");
    }
    infra.checkEvidence();
  }

  @Test
  void p3_a_gate_that_stood_still_while_its_tool_ran_does_no_harm() throws Exception {
    Infra infra = Infra.in(folder);
    infra.tool().tell("hold", "");
    try (GateProcess gate = GateProcess.gate(folder)) {
      infra.cutOff(gate.url(), "auto");
      awaitBegun(infra);
      gate.freeze(StoreFile.of(folder));
      try (TestGate other = infra.gate()) {
        await().atMost(SOON).until(() -> infra.hasEvent("execution.unknown"));
        Files.delete(infra.tool().state().resolve("hold"));
        await().atMost(SOON).untilAsserted(() -> assertThat(infra.state()).isEqualTo("failed"));
        assertThat(infra.tool().log()).filteredOn(line -> line.startsWith("done apply")).hasSize(1);

        gate.thaw();

        await().atMost(SOON).until(() -> gate.errors().contains("lost the execution's lease"));
        assertThat(infra.tool().log()).noneMatch(line -> line.contains("deploy"));
        infra.goesOn(infra.caller(other.url()));
      }
      gate.kill();
    }
    infra.checkEvidence();
  }

  @Test
  void p3_a_gate_that_stood_still_before_it_began_never_begins() throws Exception {
    Infra infra = Infra.in(folder);
    try (GateProcess gate = GateProcess.stoppingAt(folder, COMMAND_PREPARED, 1)) {
      infra.cutOff(gate.url(), "apply");
      gate.awaitReached();
      gate.freeze(StoreFile.of(folder));
      try (TestGate other = infra.gate()) {
        await().atMost(SOON).untilAsserted(() -> assertThat(infra.state()).isEqualTo("failed"));

        gate.thaw();
        gate.goOn();

        await().atMost(SOON).until(() -> gate.errors().contains("lost the execution's lease"));
        assertThat(infra.tool().log()).isEmpty();
        infra.goesOn(infra.caller(other.url()));
      }
      gate.kill();
    }
    infra.checkEvidence();
  }

  private static void awaitBegun(Infra infra) {
    await()
        .atMost(SOON)
        .until(() -> infra.tool().log().stream().anyMatch(line -> line.startsWith("begin")));
  }
}
