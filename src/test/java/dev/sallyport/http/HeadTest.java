package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HEAD goes the way of GET (RFC 9110, section 9.3.2): the same status and header fields, no body.
@Tag("integration")
class HeadTest {
  @TempDir Path folder;

  @Test
  void headIsAnsweredAsGetWithoutItsBody() {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller nobody = new TestCaller(gate.url(), "");

      Reply known = agent.send("/v1/changes", HttpRequest.Builder::HEAD);
      Reply unknown = nobody.send("/v1/changes", HttpRequest.Builder::HEAD);

      assertThat(known.status()).isEqualTo(200);
      assertThat(known.text()).isEmpty();
      assertThat(known.header("Content-Type")).isEqualTo("application/json");
      assertThat(known.header("RateLimit")).isNotEmpty();
      assertThat(unknown.status()).isEqualTo(401);
    }
  }
}
