package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.RawHttp;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What the web server refuses before the gate sees it is answered like any other request.
@Tag("validation")
class RefusedByTheServerTest {
  @TempDir private Path folder;
  private TestGate gate;

  @AfterEach
  void stop() {
    gate.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not HTTP at all | HELLO\\r\\n\\r\\n | 400",
        "no version | GET /health/live\\r\\n\\r\\n | 400",
        "a version of tomorrow | GET / HTTP/9.9\\r\\nHost: a\\r\\n\\r\\n | 400",
        "no host | GET /health/live HTTP/1.1\\r\\n\\r\\n | 400",
        "two hosts | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n | 400",
        "a host that is none | GET / HTTP/1.1\\r\\nHost: a b\\r\\n\\r\\n | 400",
        "a length that is none | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: x\\r\\n\\r\\n | 400",
        "two lengths | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab | 400",
        "length and chunks | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n | 400",
        "a field without a colon | GET / HTTP/1.1\\r\\nHost: a\\r\\nwhat\\r\\n\\r\\n | 400",
        "a folded field | GET / HTTP/1.1\\r\\nHost: a\\r\\n b\\r\\n\\r\\n | 400",
        "a bare carriage return | GET / HTTP/1.1\\rHost: a\\r\\n\\r\\n | 400",
        "a NUL in the path | GET /v1/%00 HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n | 400",
      })
  void p11_it_is_a_problem_with_every_field_of_an_answer(String what, String sent, int status) {
    gate = TestGate.start(folder);

    Reply reply = RawHttp.to(gate.url()).exchanged(sent.replace("\\r", "\r").replace("\\n", "\n"));

    assertThat(reply.status()).as(what).isEqualTo(status);
    isWhole(reply, "invalid-request");
  }

  @Test
  void p10_fields_over_their_limit_are_named() {
    gate = TestGate.start(folder);
    RawHttp raw = RawHttp.to(gate.url());

    Reply fields =
        raw.exchanged("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
    Reply address = raw.exchanged("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");

    for (Reply reply : new Reply[] {fields, address}) {
      assertThat(reply.status()).isEqualTo(413);
      isWhole(reply, "payload-too-large");
      assertThat(reply.json().path("detail").asString()).contains("headerBytes");
    }
  }

  @Test
  void p9_it_counts_for_its_address_like_any_other_request() {
    gate =
        TestGate.start(
            folder,
            """
            limits:
              unauthenticated: { limit: 5, window: 60s }
            """
                + TestGate.BLOG,
            Ambient.system(),
            Checkpoint.Listener.NONE);
    RawHttp raw = RawHttp.to(gate.url());
    for (int round = 0; round < 5; round++) {
      assertThat(raw.exchanged("HELLO\r\n\r\n").status()).isEqualTo(400);
    }

    Reply over = raw.exchanged("HELLO\r\n\r\n");

    assertThat(over.status()).isEqualTo(429);
    isWhole(over, "rate-limited");
    assertThat(over.header("Retry-After")).isNotEmpty();
    assertThat(
            raw.exchanged("GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .status())
        .isEqualTo(429);
  }

  private static void isWhole(Reply reply, String slug) {
    for (String name :
        new String[] {
          "RateLimit-Policy",
          "RateLimit",
          "X-RateLimit-Limit",
          "X-RateLimit-Remaining",
          "X-RateLimit-Reset",
          "X-Request-Id"
        }) {
      assertThat(reply.header(name)).as(name).isNotEmpty();
    }
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = reply.json();
    assertThat(problem.path("type").asString()).isEqualTo("/problems/" + slug);
    assertThat(reply.header("traceparent")).contains(problem.path("traceId").asString());
  }
}
