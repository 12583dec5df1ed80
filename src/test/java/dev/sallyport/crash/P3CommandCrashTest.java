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
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
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
  private static final String KEY = "crashed-1";

  @TempDir Path folder;
  private PlanTool tool;
  private String key;

  @BeforeEach
  void prepare() throws Exception {
    tool = PlanTool.in(folder, "infra");
    TestGate.prepare(folder, configuration());
    key =
        TestGate.key(
            folder,
            Ambient.system(),
            "ops",
            PrincipalKind.AGENT,
            Set.of(Role.REQUESTER),
            Set.of("infra"));
  }

  private String configuration() {
    return "server: { lease: 1s }\n"
        + TestGate.WIDE_LIMITS
        + "targets:\n"
        + tool.configuration("grace: 1s");
  }

  private TestGate gate() {
    return TestGate.start(folder, configuration(), Ambient.system(), Checkpoint.Listener.NONE);
  }

  /// @param turn at which of its turns the point is the action's
  record Crash(String action, Checkpoint point, int turn, String state) {}

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

  @ParameterizedTest
  @MethodSource("crashes")
  void p3_a_gate_killed_anywhere_runs_the_tool_at_most_once(Crash crash) {
    ObjectNode request;
    try (GateProcess gate = GateProcess.stoppingAt(folder, crash.point(), crash.turn())) {
      TestCaller caller = new TestCaller(gate.url(), key);
      request = prepared(caller, crash.action());
      sendUnanswered(caller, request);
      gate.awaitReached();
      gate.kill();
    }

    try (TestGate gate = gate()) {
      await().atMost(SOON).untilAsserted(() -> assertThat(state()).isEqualTo(crash.state()));
      Reply retry = new TestCaller(gate.url(), key).execute(request);
      assertThat(retry.replayed()).as(retry.text()).isTrue();
      assertThat(retry.status() == 200).isEqualTo(crash.state().equals("succeeded"));
      goesOn(new TestCaller(gate.url(), key));
    }
    checkEvidence();
  }

  private ObjectNode prepared(TestCaller caller, String action) {
    if (action.equals("auto")) {
      return tool.proposal("auto", KEY, "blue");
    }
    String token = token(caller, KEY, "blue");
    if (action.equals("deploy")) {
      assertThat(caller.execute(tool.confirmation("apply", KEY, token)).status()).isEqualTo(200);
    }
    return tool.confirmation(action, KEY, token);
  }

  private String token(TestCaller caller, String name, String value) {
    Reply preview = caller.execute(tool.proposal("preview", name, value));
    assertThat(preview.status()).as(preview.text()).isEqualTo(200);
    return preview.result().required("confirmToken").asString();
  }

  private void goesOn(TestCaller caller) {
    String token = token(caller, "after-1", "afterwards");
    Reply applied = caller.execute(tool.confirmation("apply", "after-1", token));
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(tool.value()).isEqualTo("afterwards");
  }

  private String state() {
    return StoreFile.of(folder)
        .text(
            "SELECT state FROM executions WHERE idempotency_key = ? ORDER BY rowid DESC LIMIT 1",
            KEY);
  }

  private boolean hasEvent(String event) {
    return StoreFile.of(folder)
            .number(
                "SELECT count(*) FROM audit_records WHERE json_extract(body, '$.event') = ?", event)
        > 0;
  }

  private void checkEvidence() {
    Evidence.of(folder).check();
    new ToolEvidence(folder, tool).check();
  }

  private static void sendUnanswered(TestCaller caller, ObjectNode request) {
    var unused =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    caller.execute(request);
                  } catch (UncheckedIOException e) {
                    // The gate is killed before it can answer.
                  }
                });
  }

  private void awaitBegun() {
    await()
        .atMost(SOON)
        .until(() -> tool.log().stream().anyMatch(line -> line.startsWith("begin")));
  }

  @Test
  void p3_a_probe_is_not_believed_while_what_a_dead_gate_started_still_runs() throws Exception {
    tool.tell("hold", "");
    try (GateProcess gate = GateProcess.gate(folder)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      sendUnanswered(caller, prepared(caller, "apply"));
      awaitBegun();
      gate.kill();
    }

    try (TestGate gate = gate()) {
      await().atMost(SOON).until(() -> hasEvent("execution.unknown"));
      TestCaller caller = new TestCaller(gate.url(), key);
      String token = token(caller, "second-1", "red");
      assertThat(caller.execute(tool.confirmation("apply", "second-1", token)).slug())
          .isEqualTo("target-busy");
      assertThat(hasEvent("execution.settled")).isFalse();

      Files.delete(tool.state().resolve("hold"));

      await().atMost(SOON).untilAsserted(() -> assertThat(state()).isEqualTo("succeeded"));
      assertThat(tool.value()).isEqualTo("blue");
    }
    checkEvidence();
  }

  @Test
  void p3_a_gate_that_stood_still_while_its_tool_ran_does_no_harm() throws Exception {
    tool.tell("hold", "");
    try (GateProcess gate = GateProcess.gate(folder)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      sendUnanswered(caller, prepared(caller, "auto"));
      awaitBegun();
      gate.freeze(StoreFile.of(folder));
      try (TestGate other = gate()) {
        await().atMost(SOON).until(() -> hasEvent("execution.unknown"));
        Files.delete(tool.state().resolve("hold"));
        await().atMost(SOON).untilAsserted(() -> assertThat(state()).isEqualTo("failed"));
        assertThat(tool.log()).filteredOn(line -> line.startsWith("done apply")).hasSize(1);

        gate.thaw();

        await().atMost(SOON).until(() -> gate.errors().contains("lost the execution's lease"));
        assertThat(tool.log()).noneMatch(line -> line.contains("deploy"));
        goesOn(new TestCaller(other.url(), key));
      }
      gate.kill();
    }
    checkEvidence();
  }

  @Test
  void p3_a_gate_that_stood_still_before_it_began_never_begins() throws Exception {
    try (GateProcess gate = GateProcess.stoppingAt(folder, COMMAND_PREPARED, 1)) {
      TestCaller caller = new TestCaller(gate.url(), key);
      sendUnanswered(caller, prepared(caller, "apply"));
      gate.awaitReached();
      gate.freeze(StoreFile.of(folder));
      try (TestGate other = gate()) {
        await().atMost(SOON).untilAsserted(() -> assertThat(state()).isEqualTo("failed"));

        gate.thaw();
        gate.goOn();

        await().atMost(SOON).until(() -> gate.errors().contains("lost the execution's lease"));
        assertThat(tool.log()).isEmpty();
        goesOn(new TestCaller(other.url(), key));
      }
      gate.kill();
    }
    checkEvidence();
  }
}
