package dev.sallyport.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A client whose gate begins an answer and never ends it.
class GateClientTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void closingItEndsAnAnswerThatDoesNotCome() throws Exception {
    try (ServerSocket gate = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gate.setSoTimeout((int) SOON.toMillis());
      URI url = URI.create("http://127.0.0.1:" + gate.getLocalPort());
      GateClient client = new GateClient(url, "spk_a_b");
      FutureTask<Reply> asking = new FutureTask<>(() -> client.get("/v1/targets"));
      Thread.startVirtualThread(asking);
      try (Socket asked = gate.accept()) {
        asked
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"
                    .getBytes(StandardCharsets.ISO_8859_1));

        CompletableFuture.runAsync(client::close, Thread::startVirtualThread)
            .get(SOON.toSeconds(), TimeUnit.SECONDS);

        assertThatThrownBy(() -> asking.get(SOON.toSeconds(), TimeUnit.SECONDS))
            .hasCauseInstanceOf(UnreachableException.class);
      }
    }
  }
}
