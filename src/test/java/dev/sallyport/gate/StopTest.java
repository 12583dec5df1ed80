package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stop of a gate: what runs is waited for, what only stays connected is not.
@Tag("integration")
class StopTest {
  private static final int SOON_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void connectionsThatSayNothingDoNotHoldItUp() throws Exception {
    TestGate gate = TestGate.start(folder);
    TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
    assertThat(agent.get("/v1/targets").status()).isEqualTo(200);
    try (Socket silent = new Socket("127.0.0.1", URI.create(gate.url()).getPort())) {
      silent.setSoTimeout(SOON_SECONDS * 1_000);
      CompletableFuture.runAsync(gate::close, Thread::startVirtualThread)
          .get(SOON_SECONDS, TimeUnit.SECONDS);

      assertThat(silent.getInputStream().read()).as("it is hung up on").isNegative();
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
        CompletableFuture.supplyAsync(
            () -> agent.confirm("apply", "stop-1", token), Thread::startVirtualThread);
    blocker.awaitReached();

    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(gate::close, Thread::startVirtualThread);
    assertThat(stopping).isNotDone();
    blocker.release();

    Reply applied = applying.get(SOON_SECONDS, TimeUnit.SECONDS);
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    stopping.get(SOON_SECONDS, TimeUnit.SECONDS);
    try (TestGate again = TestGate.start(folder)) {
      Reply replay = new TestCaller(again.url(), agent.key()).confirm("apply", "stop-1", token);
      assertThat(replay.replayed()).isTrue();
      assertThat(replay.text()).isEqualTo(applied.text());
    }
  }
}
