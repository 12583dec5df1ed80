package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stop of a gate: what runs is waited for, what only stays connected is not.
@Tag("integration")
class StopTest {
  /// Far less than the second or two that Jetty gives an idle connection by default, twice over.
  private static final Duration SOON = Duration.ofMillis(1_500);

  @TempDir Path folder;

  @Test
  void connectionsThatSayNothingDoNotHoldItUp() throws IOException {
    TestGate gate = TestGate.start(folder);
    TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
    assertThat(agent.get("/v1/targets").status()).isEqualTo(200);
    try (Socket silent = new Socket("127.0.0.1", URI.create(gate.url()).getPort())) {
      assertThat(silent.isConnected()).isTrue();

      long start = System.nanoTime();
      gate.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
  }

  @Test
  void anExecutionInFlightIsWaitedForAndAnswered() throws Exception {
    Blocker blocker = new Blocker(Blocker.IN_TARGET);
    TestGate gate = blocker.start(folder);
    TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
    String token = agent.token("stop-1", "index.html", "new\n");
    blocker.arm();
    CompletableFuture<Reply> applying =
        CompletableFuture.supplyAsync(() -> agent.confirm("apply", "stop-1", token));
    blocker.awaitReached();

    CompletableFuture<Void> stopping = CompletableFuture.runAsync(gate::close);
    assertThat(stopping).isNotDone();
    blocker.release();

    Reply applied = applying.get(30, TimeUnit.SECONDS);
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    stopping.get(30, TimeUnit.SECONDS);
    try (TestGate again = TestGate.start(folder)) {
      Reply replay = new TestCaller(again.url(), agent.key()).confirm("apply", "stop-1", token);
      assertThat(replay.replayed()).isTrue();
      assertThat(replay.text()).isEqualTo(applied.text());
    }
  }
}
