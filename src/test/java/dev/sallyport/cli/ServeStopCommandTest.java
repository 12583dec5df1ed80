package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `serve` as its own process, told to stop while a command runs that does not end by itself.
@Tag("integration")
@EnabledOnOs(OS.LINUX)
class ServeStopCommandTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private PlanTool tool;
  private String key;

  @BeforeEach
  void prepare() throws Exception {
    tool = PlanTool.in(folder, "infra");
    TestGate.prepare(folder, configuration("1s"));
    key = TestGate.agentKey(folder, "docs-bot", "infra");
    tool.tell("hold", "");
  }

  @AfterEach
  void letGo() {
    tool.untell("hold");
  }

  private String configuration(String stopWait) {
    return "server: { stopWait: "
        + stopWait
        + " }\n"
        + TestGate.WIDE_LIMITS
        + "targets:\n"
        + tool.configuration("grace: 1s");
  }

  private GateProcess serve() {
    return GateProcess.program(folder, Main.class, "serve", "--port", "0");
  }

  private CompletableFuture<Reply> held(GateProcess gate) {
    TestCaller caller = new TestCaller(gate.url(), key);
    CompletableFuture<Reply> applying =
        CompletableFuture.supplyAsync(
            () -> caller.execute(tool.proposal("auto", "held-1", "blue")),
            Thread::startVirtualThread);
    await().atMost(SOON).until(() -> !tool.log().isEmpty());
    return applying;
  }

  private String state() {
    return StoreFile.of(folder).text("SELECT state FROM executions");
  }

  private long marked() {
    return StoreFile.of(folder)
        .number(
            """
            SELECT count(*) FROM audit_records WHERE json_extract(body, '$.event') = 'execution.unknown'
            """);
  }

  private TestGate next() {
    return TestGate.start(folder, configuration("1s"), Ambient.system(), Checkpoint.Listener.NONE);
  }

  @Test
  void afterTheWaitTheProcessTreeIsEndedAndTheExecutionMarked() throws Exception {
    tool.tell("tree", "");
    try (GateProcess gate = serve()) {
      CompletableFuture<Reply> applying = held(gate);
      await().atMost(SOON).until(() -> tool.living().size() == 3);

      gate.terminate();

      Reply answer = applying.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(answer.slug()).as(answer.text()).isEqualTo("outcome-unknown");
      assertThat(answer.json().path("detail").asString()).contains("the gate is stopping");
      assertThat(gate.ended()).isZero();
      assertThat(tool.generations()).hasSize(3);
      assertThat(tool.living()).isEmpty();
      // Marked; the gate may have had the time to ask the probe, too.
      assertThat(state()).isIn("unknown", "failed");
      assertThat(marked()).isOne();
    }
    tool.untell("hold");
    try (TestGate gate = next()) {
      await().atMost(SOON).until(() -> state().equals("failed"));
      Reply again =
          new TestCaller(gate.url(), key).execute(tool.proposal("auto", "held-1", "blue"));
      assertThat(again.replayed()).as(again.text()).isTrue();
    }
    assertThat(tool.log()).as("never run again").hasSize(1);
    assertThat(tool.value()).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({"TERM, INT, 130", "INT, TERM, 143"})
  void theSecondSignalIsImmediateAndTheRunIsSettledWhenItsToolHasEnded(
      String first, String second, int status) throws Exception {
    CtrlC.assumeHeeded();
    TestGate.prepare(folder, configuration("10m"));
    try (GateProcess gate = serve()) {
      var unused = held(gate);
      gate.signal(first);
      TestCaller anybody = new TestCaller(gate.url(), "");
      await().atMost(SOON).until(() -> anybody.get("/health/ready").slug().equals("draining"));

      gate.signal(second);

      assertThat(gate.ended()).isEqualTo(status);
      assertThat(state()).isEqualTo("running");
    }
    try (TestGate gate = next()) {
      await().atMost(SOON).until(() -> state().equals("unknown"));
      assertThat(
              new TestCaller(gate.url(), key)
                  .execute(tool.proposal("auto", "next-1", "red"))
                  .slug())
          .isEqualTo("target-busy");
      tool.untell("hold");
      await().atMost(SOON).until(() -> !state().equals("unknown"));
      // Its apply has happened, and the deploy of an auto that was cut off is never begun.
      assertThat(state()).isEqualTo("failed");
      assertThat(tool.value()).isEqualTo("blue");
    }
    assertThat(tool.log()).hasSize(2).allMatch(line -> line.contains(" apply "));
  }
}
