package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.UnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Changes that a benchmark plays at a gate that is gone.
class CyclesTest {
  private static URI closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }

  private static Cycles cycles() throws IOException {
    return new Cycles(
        List.of(new GateClient(closedPort(), "key")),
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

    assertThatThrownBy(() -> cycles.attempt(0, System.nanoTime(), new Latencies()))
        .isInstanceOf(UnreachableException.class);
    cycles.close();
  }
}
