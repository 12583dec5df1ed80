package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A body that comes more slowly than the server's limit.
@Tag("validation")
class SlowBodyTest {
  @TempDir private Path folder;

  @Test
  void p11_a_client_that_drips_its_body_gets_a_4xx() throws Exception {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      URI url = URI.create(gate.url());
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket.setSoTimeout(60_000);
        OutputStream out = socket.getOutputStream();
        out.write(
            """
            POST /v1/execute HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer %s\r
            Content-Type: application/json\r
            Content-Length: 100000\r
            \r
            """
                .formatted(agent.key())
                .getBytes(StandardCharsets.ISO_8859_1));

        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(200))
            .until(
                () -> {
                  out.write(' ');
                  return socket.getInputStream().available() > 0;
                });

        byte[] first = socket.getInputStream().readNBytes("HTTP/1.1 400".length());
        assertThat(new String(first, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 400");
      }
    }
  }
}
