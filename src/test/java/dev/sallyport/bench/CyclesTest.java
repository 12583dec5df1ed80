package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.client.GateClient;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.server.StartException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Changes that a benchmark plays at a gate that is gone, or has nothing for it.
class CyclesTest {
  /// Where nobody listens, whatever else this machine does.
  private static final URI CLOSED = URI.create("http://127.0.0.1:1");

  private static Cycles cycles() {
    return cycles(CLOSED);
  }

  private static Cycles cycles(URI gate) {
    return new Cycles(
        List.of(new GateClient(gate, "key")),
        List.of("blog"),
        "run",
        number -> JsonMapper.shared().createObjectNode(),
        System::nanoTime);
  }

  @Test
  void aLostConnectionIsCountedAndDoesNotEndTheRun() throws Exception {
    Cycles cycles = cycles();
    Latencies seen = new Latencies();

    cycles.one(0, System.nanoTime(), seen);
    cycles.one(0, System.nanoTime(), seen);

    assertThat(seen.errors()).containsEntry(Cycles.NO_ANSWER, 2L);
    assertThat(seen.count(Cycles.WHOLE)).isZero();
    cycles.close();
  }

  @Test
  void aGateThatWasNeverThereEndsIt() throws Exception {
    Cycles cycles = cycles();

    assertThatThrownBy(cycles::first).isInstanceOf(UnreachableException.class);
    cycles.close();
  }

  @Test
  void aFirstChangeThatIsRefusedEndsItWithTheReason() throws Exception {
    HttpServer gate = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    gate.createContext(
        "/",
        exchange -> {
          byte[] problem =
              "{\"type\":\"/problems/forbidden\",\"detail\":\"Not for you.\"}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(403, problem.length);
          exchange.getResponseBody().write(problem);
          exchange.close();
        });
    gate.start();
    Cycles cycles = cycles(URI.create("http://127.0.0.1:" + gate.getAddress().getPort()));
    try {
      assertThatThrownBy(cycles::first)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("the first change was refused: forbidden. Not for you.");
    } finally {
      cycles.close();
      gate.stop(0);
    }
  }

  @Test
  void aChangeThatNeverBeganIsAnErrorAndItsWaitIsCounted() {
    Latencies seen = new Latencies();

    Cycles.neverBegan(TimeUnit.SECONDS.toNanos(12), seen);

    assertThat(seen.errors()).containsEntry(Cycles.NEVER_BEGUN, 1L);
    assertThat(seen.row("all", Cycles.WHOLE).values().get(Latencies.P99_COLUMN))
        .isGreaterThan(11_900);
  }
}
