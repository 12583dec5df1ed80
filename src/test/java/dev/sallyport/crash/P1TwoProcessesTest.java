package dev.sallyport.crash;

import static dev.sallyport.fixture.Patient.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.Rush;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Two gates, each a process of its own, on one SQLite file and one site.
@Tag("integration")
@Tag("tokens")
@DisabledOnOs(OS.WINDOWS)
class P1TwoProcessesTest {
  private static final int ROUNDS = 10;
  private static final int CALLERS = 20;

  @TempDir Path folder;

  @Test
  void p1_callersOfTwoProcessesRaceForATokenAndOneExecutionRuns() throws Exception {
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + TestGate.BLOG);
    String key = TestGate.agentKey(folder, "docs-bot", "blog");
    try (GateProcess one = GateProcess.gate(folder);
        GateProcess other = GateProcess.gate(folder)) {
      List<TestCaller> callers =
          List.of(new TestCaller(one.url(), key), new TestCaller(other.url(), key));
      for (int round = 0; round < ROUNDS; round++) {
        String name = "race-" + round;
        String token = callers.get(round % 2).token(name, "index.html", "<p>" + name + "</p>\n");
        race(callers, "apply", name, token);
        race(callers, "deploy", name, token);
      }
    }

    try (TestGate gate = TestGate.start(folder)) {
      assertThat(gate.published().resolve("index.html"))
          .hasContent("<p>race-" + (ROUNDS - 1) + "</p>\n");
    }
    assertThat(StoreFile.of(folder).number("SELECT count(*) FROM executions"))
        .isEqualTo(2L * ROUNDS);
    assertThat(Evidence.of(folder, "blog").sites().get("blog").executions()).hasSize(ROUNDS);
    Evidence.of(folder, "blog").check();
  }

  private static void race(List<TestCaller> callers, String action, String name, String token) {
    List<Reply> replies =
        Rush.of(CALLERS, n -> answered(() -> callers.get(n % 2).confirm(action, name, token)));
    assertThat(replies)
        .allSatisfy(
            reply ->
                assertThat(reply.status() == 200 ? "" : reply.slug())
                    .as(reply.text())
                    .isIn("", "idempotency-in-progress", "confirm-token-used"));
    assertThat(replies.stream().filter(reply -> reply.status() == 200 && !reply.replayed()))
        .hasSize(1);
  }
}
