package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.RawHttp;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No other protocol is spoken here, and who asks for one is answered in HTTP (RFC 9110, section
/// 7.8).
@Tag("integration")
class UpgradeTest {
  @TempDir Path folder;

  @Test
  void whoAsksForAWebSocketIsAnsweredAsIfNotAsking() {
    try (TestGate gate = TestGate.start(folder)) {
      Reply reply =
          RawHttp.to(gate.url())
              .exchanged(
                  "GET /v1/changes HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\n"
                      + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.text()).contains("\"instance\":\"/v1/changes\"");
    }
  }
}
