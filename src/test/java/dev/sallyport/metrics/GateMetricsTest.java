package dev.sallyport.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.contract.ResponseCheck.Finding;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Ports;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Together;
import dev.sallyport.gate.Ambient;
import dev.sallyport.gate.Telemetry;
import dev.sallyport.log.LogCapture;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `/metrics` of a whole gate tells.
@Tag("integration")
class GateMetricsTest {
  private static final String WIDE = TestGate.WIDE_LIMITS + "  storePatience: 10s\n";

  @TempDir Path folder;

  @Test
  void a_changes_life_is_counted() {
    try (TestGate gate = start("")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("key-1", "index.html", "<h1>New</h1>\n");
      agent.confirm("apply", "key-1", token);
      agent.confirm("apply", "key-1", token);
      agent.confirm("deploy", "key-1", token);
      agent.confirm("apply", "key-2", "spt_no");
      agent.confirm("apply", "key-3", token);
      agent.post("/v1/execute", "{");
      agent.get("/v1/targets");

      Reading scrape = Reading.of(gate);
      scrape.is("sallyport_requests_total{action=\"preview\",outcome=\"ok\",status=\"200\"}", 1);
      scrape.is("sallyport_requests_total{action=\"apply\",outcome=\"ok\",status=\"200\"}", 2);
      scrape.is("sallyport_requests_total{action=\"deploy\",outcome=\"ok\",status=\"200\"}", 1);
      scrape.is(
          "sallyport_requests_total{action=\"apply\","
              + "outcome=\"confirm-token-malformed\",status=\"403\"}",
          1);
      scrape.is(
          "sallyport_requests_total{action=\"execute\",outcome=\"malformed-json\",status=\"400\"}",
          1);
      scrape.is(
          "sallyport_requests_total{action=\"listTargets\",outcome=\"ok\",status=\"200\"}", 1);
      scrape.is("sallyport_request_duration_seconds_count{action=\"apply\"}", 4);
      scrape.is("sallyport_tokens_minted_total", 1);
      scrape.is("sallyport_tokens_consumed_total", 2);
      scrape.is("sallyport_tokens_refused_total{reason=\"confirm-token-malformed\"}", 1);
      scrape.is("sallyport_tokens_refused_total{reason=\"confirm-token-mismatch\"}", 1);
      scrape.is("sallyport_limits_total{class=\"heavy\",decision=\"admitted\"}", 5);
      scrape.is("sallyport_limits_total{class=\"token\",decision=\"admitted\"}", 1);
      scrape.is("sallyport_limits_degraded", 0);
      scrape.is("sallyport_executions_total{outcome=\"succeeded\"}", 2);
      scrape.is("sallyport_executions_total{outcome=\"failed\"}", 0);
      scrape.is("sallyport_executions_running", 0);
      scrape.is("sallyport_execution_duration_seconds_count", 2);
      scrape.is("sallyport_log_writes_lost_total", 0);
      assertThat(scrape.value("sallyport_step_duration_seconds_count{step=\"authenticate\"}"))
          .isGreaterThanOrEqualTo(8);
      assertThat(scrape.values()).containsKey("sallyport_store_writer_queue");
      assertThat(scrape.text()).contains("jvm_memory_used_bytes", "process_uptime_seconds");

      long records = recordsOf(gate);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> Reading.of(gate).is("sallyport_audit_records", records));
      assertThat(Reading.of(gate).value("sallyport_audit_last_seal_timestamp_seconds"))
          .isGreaterThan(1_700_000_000);
    }
  }

  @Test
  void statements_come_from_the_cache_and_each_template_has_its_figures() {
    try (TestGate gate = start("")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      statuses(agent, 25);
      Reading warm = Reading.of(gate);

      statuses(agent, 100);

      Reading after = Reading.of(gate);
      double hits = after.since(warm, "sallyport_store_statements_hits_total");
      double misses = after.since(warm, "sallyport_store_statements_misses_total");
      assertThat(hits).isGreaterThan(1_000);
      assertThat(hits / (hits + misses)).isGreaterThan(0.99);
      assertThat(after.since(warm, "sallyport_store_query_seconds_count{template=\"key_find\"}"))
          .isEqualTo(400);
      assertThat(after.values())
          .containsKeys(
              "sallyport_store_query_seconds{template=\"key_find\",quantile=\"0.5\"}",
              "sallyport_store_query_seconds{template=\"key_find\",quantile=\"0.99\"}",
              "sallyport_store_query_seconds_sum{template=\"key_find\"}",
              "sallyport_store_query_errors_total{template=\"key_find\"}",
              "sallyport_store_query_slow_total{template=\"key_find\"}");
    }
  }

  private static void statuses(TestCaller agent, int each) {
    Together.call(
        4,
        caller -> {
          for (int i = 0; i < each; i++) {
            assertThat(agent.post("/v1/execute", "{\"action\":\"status\"}").status())
                .isEqualTo(200);
          }
          return caller;
        });
  }

  @Test
  void a_slow_query_is_logged_by_its_name_and_never_its_values()
      throws SQLException, InterruptedException {
    try (TestGate gate = start("store: { slowQuery: 20ms }\n");
        LogCapture log = LogCapture.info()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String file = "jdbc:sqlite:" + TestGate.data(folder).resolve("sallyport.db");
      try (Connection holder = DriverManager.getConnection(file)) {
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
          statement.executeUpdate("DELETE FROM limit_windows WHERE 1 = 0");
        }
        Thread preview =
            Thread.startVirtualThread(() -> agent.preview("key-tell-tale", "index.html", "x\n"));
        // The writer's transaction cannot begin while this one is open.
        assertThat(preview.join(Duration.ofMillis(500))).isFalse();
        holder.rollback();
      }

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(log.events("store.slow_query"))
                      .anyMatch(
                          line -> line.path("sallyport.template").asString("").equals("tx_begin")));
      assertThat(log.events("store.slow_query").map(Object::toString))
          .noneMatch(line -> line.contains("tell-tale") || line.contains("SELECT"));
      assertThat(Reading.of(gate).value("sallyport_store_query_slow_total{template=\"tx_begin\"}"))
          .isPositive();
    }
  }

  @Test
  void a_slow_query_is_found_by_the_trace_of_its_request() {
    try (TestGate gate = start("store: { slowQuery: 1ms }\n");
        LogCapture log = LogCapture.info()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      Set<String> traces = ConcurrentHashMap.newKeySet();
      // Plan and answer of half a megabyte take longer than a millisecond to write.
      String large = "<p>large</p>\n".repeat(40_000);

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                Reply preview =
                    agent.preview("key-" + traces.size(), "index.html", large + traces.size());
                traces.add(preview.json().path("traceId").asString());
                assertThat(log.events("store.slow_query"))
                    .anyMatch(line -> traces.contains(line.path("trace.id").asString("")));
              });
    }
  }

  @Test
  void the_documentation_lists_every_metric_of_a_gate() throws IOException {
    String documentation = Files.readString(Path.of("docs/metrics.md"));
    try (TestGate gate = start("")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("key-1", "index.html", "<h1>New</h1>\n");
      assertThat(agent.confirm("apply", "key-1", token).status()).isEqualTo(200);

      Set<String> names = Reading.of(gate).names("sallyport_");

      assertThat(names).hasSizeGreaterThan(25);
      assertThat(names).allSatisfy(name -> assertThat(documentation).contains("`" + name + "`"));
    }
  }

  @Test
  void metrics_can_have_a_port_of_their_own_and_need_a_key() throws IOException {
    int port = Ports.free();
    try (TestGate gate = start("metrics: { port: %d, requireKey: true }\n".formatted(port))) {
      TestCaller agent = gate.caller("prometheus", Role.AUDITOR);
      String url = "http://127.0.0.1:" + port;

      assertThat(agent.get("/metrics").status()).isEqualTo(404);
      Reply nobody = new TestCaller(url, "").get("/metrics");
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(nobody.header("RateLimit")).isNotEmpty();
      Reply scraped = new TestCaller(url, agent.key()).get("/metrics");
      assertThat(scraped.status()).isEqualTo(200);
      assertThat(scraped.text()).contains("sallyport_requests_total");
      assertThat(new TestCaller(url, "").get("/health/live").status()).isEqualTo(200);
      assertThat(new TestCaller(url, agent.key()).get("/v1/targets").status()).isEqualTo(404);
    }
    assertThat(Ports.isFree(port)).isTrue();
  }

  @Test
  void an_answer_that_breaks_the_contract_is_counted_under_its_operation() {
    try (Metrics metrics = new Metrics()) {
      Telemetry telemetry = new Telemetry(metrics);

      telemetry.checked("listTargets", Finding.BROKEN);
      telemetry.checked("execute", Finding.KEPT);

      Reading scrape = Reading.of(metrics.scrape());
      scrape.is("sallyport_responses_invalid_total{action=\"listTargets\"}", 1);
      scrape.is("sallyport_responses_invalid_total{action=\"execute\"}", 0);
    }
  }

  @Test
  void p10_weird_requests_make_no_new_series() {
    try (TestGate gate = start("")) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      weird(agent, 0, 200);
      // The first makes the series of reading the metrics.
      Reading.of(gate);
      Set<String> before = own(Reading.of(gate));

      weird(agent, 200, 2_000);

      Reading after = Reading.of(gate);
      assertThat(own(after)).isEqualTo(before);
      assertThat(after.text()).doesNotContainIgnoringCase("odd");
    }
  }

  private static void weird(TestCaller agent, int from, int to) {
    Together.call(
        4,
        caller -> {
          for (int i = from + caller; i < to; i += 4) {
            int number = i;
            switch (i / 4 % 5) {
              case 0 -> agent.get("/odd-" + number);
              case 1 -> agent.post("/v1/execute", "{\"action\":\"odd-" + number + "\"}");
              case 2 -> agent.send("/v1/targets", r -> r.method("ODD" + number, noBody()));
              case 3 -> agent.get("/problems/odd-" + number + "?x=" + number);
              default ->
                  agent.post(
                      "/v1/execute",
                      "{\"action\":\"list\",\"target\":\"odd-%d\"}".formatted(number));
            }
          }
          return caller;
        });
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }

  /// The gate's series but its store's, whose templates are constants that come as they are used.
  private static Set<String> own(Reading scrape) {
    return scrape.values().keySet().stream()
        .filter(name -> name.startsWith("sallyport_") && !name.startsWith("sallyport_store_"))
        .collect(Collectors.toSet());
  }

  private TestGate start(String configuration) {
    return TestGate.start(
        folder, WIDE + configuration + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE);
  }

  private static long recordsOf(TestGate gate) {
    try (Store store = TestGate.openStore(gate.folder(), Ambient.system())) {
      return store.audit().before(Long.MAX_VALUE, 1).getFirst().sequence();
    }
  }
}
