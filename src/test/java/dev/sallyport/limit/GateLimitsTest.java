package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.LogCapture;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a caller, a proxy and an operator see of the limits over HTTP.
@Tag("rate-limit")
@Tag("integration")
class GateLimitsTest {
  /// draft-ietf-httpapi-ratelimit-headers-11, sections 3 and 4.
  private static final Pattern POLICY = Pattern.compile("\"([a-z.@-]+)\";q=(\\d+);w=(\\d+)");

  private static final Pattern STATE = Pattern.compile("\"([a-z.@-]+)\";r=(\\d+);t=(\\d+)");

  @TempDir Path folder;

  @Test
  void every_answer_tells_how_its_limit_stands() {
    try (TestGate gate = start("limits: { token: { limit: 1 }, storePatience: 10s }\n")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller nobody = new TestCaller(gate.url(), "");
      Map<String, Reply> answers = new LinkedHashMap<>();
      answers.put("200 status", agent.post("/v1/execute", "{\"action\":\"status\"}"));
      answers.put("400 malformed", agent.post("/v1/execute", "{"));
      answers.put("401 nobody", nobody.get("/v1/targets"));
      answers.put("403 token", agent.confirm("apply", "key-1", "spt_no"));
      answers.put("403 role", agent.get("/v1/audit"));
      answers.put("404 no route", nobody.get("/nothing/here"));
      answers.put("404 change", agent.get("/v1/changes/none"));
      answers.put("405 method", agent.send("/v1/execute", HttpRequest.Builder::DELETE));
      answers.put("413 body", agent.post("/v1/execute", "x".repeat((1 << 20) + 1)));
      answers.put(
          "415 type",
          agent.send(
              "/v1/execute",
              request ->
                  request
                      .header("Content-Type", "text/plain")
                      .POST(BodyPublishers.ofString("{}"))));
      answers.put("200 preview", agent.preview("key-2", "index.html", "new\n"));
      answers.put("429 preview", agent.preview("key-3", "index.html", "new\n"));
      answers.put(
          "200 page",
          nobody.send("/problems/plan-stale", request -> request.header("Accept", "text/html")));
      answers.put("404 page", nobody.get("/problems/none"));
      answers.put("200 live", nobody.get("/health/live"));
      answers.put("200 ready", nobody.get("/health/ready"));
      answers.put("200 metrics", nobody.get("/metrics"));
      answers.put("200 contract", nobody.get("/openapi.json"));
      answers.put("200 limits", agent.get("/v1/limits"));
      answers.put("200 sign-in", nobody.get("/console/sign-in"));
      answers.put("200 asset", nobody.get("/console/assets/console.css"));
      answers.put("404 asset", nobody.get("/console/assets/none"));
      answers.put("303 console", nobody.get("/console"));

      answers.forEach(GateLimitsTest::tellsItsLimit);

      assertThat(answers.get("429 preview").header("RateLimit-Policy"))
          .isEqualTo("\"token\";q=1;w=60");
      assertThat(answers.get("403 token").header("RateLimit-Policy"))
          .isEqualTo("\"heavy\";q=10;w=300");
      assertThat(answers.get("403 token").header("X-RateLimit-Remaining")).isEqualTo("9");
    }
  }

  private static void tellsItsLimit(String name, Reply reply) {
    assertThat(name).startsWith(Integer.toString(reply.status()));
    Matcher policy = POLICY.matcher(reply.header("RateLimit-Policy"));
    Matcher state = STATE.matcher(reply.header("RateLimit"));
    assertThat(policy.matches()).as(name + reply.headers()).isTrue();
    assertThat(state.matches()).as(name + reply.headers()).isTrue();
    assertThat(state.group(1)).as(name).isEqualTo(policy.group(1));
    assertThat(reply.header("X-RateLimit-Limit")).as(name).isEqualTo(policy.group(2));
    assertThat(reply.header("X-RateLimit-Remaining")).as(name).isEqualTo(state.group(2));
    long reset = Long.parseLong(reply.header("X-RateLimit-Reset"));
    long expected = Instant.now().getEpochSecond() + Long.parseLong(state.group(3));
    assertThat(reset).as(name).isBetween(expected - 60, expected + 2);
    assertThat(reply.header("Retry-After").isEmpty()).as(name).isEqualTo(reply.status() != 429);
    assertThat(reply.header("traceparent")).as(name).isNotEmpty();
    assertThat(reply.header("X-Request-Id")).as(name).startsWith("req_");
  }

  @Test
  void asking_for_the_limits_costs_nothing() {
    try (TestGate gate = start("limits: { storePatience: 10s }\n")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      agent.post("/v1/execute", "{\"action\":\"status\"}");
      List<Integer> before = remaining(agent);

      for (int i = 0; i < 50; i++) {
        agent.get("/v1/limits");
      }

      assertThat(remaining(agent)).isEqualTo(before).contains(99);
    }
  }

  private static List<Integer> remaining(TestCaller caller) {
    return caller
        .get("/v1/limits")
        .json()
        .required("items")
        .valueStream()
        .map(item -> item.required("remaining").asInt())
        .toList();
  }

  @Test
  void headers_that_a_stranger_forges_change_nothing_and_are_a_security_event() {
    try (TestGate gate = start("limits: { heavy: { limit: 2 }, storePatience: 10s }\n");
        LogCapture log = LogCapture.info()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      List<String> forged = List.of("X-Forwarded-For", "Forwarded", "X-User-Id");

      List<Integer> statuses =
          IntStream.range(0, 3)
              .mapToObj(i -> withHeader(agent, forged.get(i), "for=198.51.100." + i).status())
              .toList();

      assertThat(statuses).containsExactly(403, 403, 429);
      assertThat(log.events("header.forged").map(line -> line.path("sallyport.reason").asString()))
          .containsExactly("untrusted_peer", "untrusted_peer", "identity");
      assertThat(log.text()).doesNotContain("198.51.100.");
      assertThat(log.events("request").map(line -> line.path("client.address").asString()))
          .containsOnly("127.0.0.1");
      assertThat(log.events("request").map(line -> line.path("sallyport.principal").asString()))
          .containsOnly("docs-bot");
    }
  }

  private static Reply withHeader(TestCaller caller, String name, String value) {
    String body = "{\"action\":\"apply\",\"target\":\"blog\",\"idempotencyKey\":\"key-1\"}";
    return caller.send(
        "/v1/execute",
        request ->
            request
                .header("Content-Type", "application/json")
                .header(name, value)
                .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void behind_a_trusted_proxy_the_right_most_untrusted_address_counts() {
    String configuration =
        """
        server: { trustedProxies: [127.0.0.1, 10.0.0.0/8] }
        limits: { unauthenticated: { limit: 2, window: 60s } }
        """;
    try (TestGate gate = start(configuration)) {
      TestCaller nobody = new TestCaller(gate.url(), "");

      assertThat(from(nobody, "203.0.113.7").status()).isEqualTo(200);
      assertThat(from(nobody, "203.0.113.8, 203.0.113.7, 10.1.2.3").status()).isEqualTo(200);
      assertThat(from(nobody, "192.0.2.1, 203.0.113.7").status()).isEqualTo(429);
      assertThat(from(nobody, "203.0.113.7, 203.0.113.9").status()).isEqualTo(200);
    }
  }

  private static Reply from(TestCaller caller, String chain) {
    return caller.send("/health/live", request -> request.header("X-Forwarded-For", chain));
  }

  @Test
  void the_limit_before_authentication_counts_failures_and_addresses_without_a_route() {
    try (TestGate gate = start("limits: { unauthenticated: { limit: 6, window: 60s } }\n");
        LogCapture log = LogCapture.info()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller guesser = new TestCaller(gate.url(), "spk_0000000000000000_guessed");
      for (int i = 0; i < 3; i++) {
        assertThat(guesser.get("/v1/targets").status()).isEqualTo(401);
        assertThat(guesser.get("/no/such/route").status()).isEqualTo(404);
      }

      Reply refused = agent.get("/v1/targets");

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"unauthenticated\";q=6;w=60");
      assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 60L);
      assertThat(agent.get("/no/such/route").status()).isEqualTo(429);
      assertThat(log.events("auth.failed")).hasSize(3);
      assertThat(log.events("auth.flooded")).hasSize(2);
      assertThat(log.events("request").skip(6).map(line -> line.path("sallyport.principal")))
          .allMatch(JsonNode::isMissingNode);
    }
  }

  @Test
  void blocks_double_are_recorded_and_an_operator_lists_and_clears_them() {
    SettableClock clock = new SettableClock(1_790_000_000_000L);
    String configuration =
        """
        limits: { heavy: { limit: 1, window: 5s, block: 10s }, storePatience: 10s }
        """;
    try (TestGate gate =
            TestGate.start(
                folder,
                configuration + TestGate.BLOG,
                new Ambient(clock, System::nanoTime, new SecureRandom()),
                Checkpoint.Listener.NONE);
        LogCapture log = LogCapture.info()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller operator = gate.caller("op", Role.OPERATOR, Role.AUDITOR);
      for (int block : new int[] {10, 20, 40}) {
        assertThat(heavy(agent).status()).isEqualTo(403);
        assertThat(heavy(agent).header("Retry-After")).isEqualTo(Integer.toString(block));
        clock.advance(Duration.ofSeconds(block - 1));
        assertThat(heavy(agent).slug()).isEqualTo("rate-blocked");
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(heavy(agent).status()).isEqualTo(403);
      assertThat(heavy(agent).slug()).isEqualTo("rate-limited");

      assertThat(agent.get("/v1/limits/blocks").status()).isEqualTo(403);
      JsonNode blocks = operator.get("/v1/limits/blocks").json().required("items");
      assertThat(blocks).hasSize(1);
      assertThat(blocks.get(0).toString())
          .isEqualTo(
              "{\"scope\":\"principal\",\"subject\":\"docs-bot\",\"policy\":\"heavy\","
                  + "\"restSeconds\":80}");
      assertThat(agent.send("/v1/limits?principal=docs-bot", HttpRequest.Builder::DELETE).status())
          .isEqualTo(403);
      Reply cleared = operator.send("/v1/limits?principal=docs-bot", HttpRequest.Builder::DELETE);
      assertThat(cleared.json().required("cleared").asInt()).isPositive();
      assertThat(heavy(agent).status()).isEqualTo(403);

      assertThat(
              records(operator, "limit.blocked")
                  .map(record -> record.at("/details/blockSeconds").asInt()))
          .containsExactly(80, 40, 20, 10);
      assertThat(records(operator, "limit.blocked"))
          .allMatch(record -> record.path("traceId").asString("").length() == 32)
          .allMatch(record -> record.path("principal").asString("").equals("docs-bot"));
      assertThat(records(operator, "limit.cleared"))
          .singleElement()
          .matches(record -> record.path("principal").asString("").equals("op"));
      assertThat(log.events("rate.blocked")).hasSize(4);
      assertThat(log.events("rate.cleared")).hasSize(1);
    }
  }

  private static Stream<JsonNode> records(TestCaller auditor, String event) {
    return auditor
        .get("/v1/audit?limit=100")
        .json()
        .required("items")
        .valueStream()
        .filter(record -> record.path("event").asString("").equals(event));
  }

  private TestGate start(String configuration) {
    return TestGate.start(
        folder, configuration + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE);
  }

  private static Reply heavy(TestCaller caller) {
    return caller.confirm("apply", "key-1", "spt_no");
  }
}
