package dev.sallyport.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Together;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What `/metrics` of a gate on PostgreSQL tells of its statements and connections.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class PostgresMetricsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final String database = Postgres.database();

  @Test
  void statements_come_from_the_cache_and_connections_from_a_bounded_pool() {
    try (TestGate gate = start()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      statuses(agent, 60);
      Reading warm = Reading.of(gate);

      statuses(agent, 150);

      Reading after = Reading.of(gate);
      double hits = after.since(warm, "sallyport_store_statements_hits_total");
      double misses = after.since(warm, "sallyport_store_statements_misses_total");
      assertThat(hits).isGreaterThan(1_000);
      assertThat(hits / (hits + misses)).isGreaterThan(0.99);
      double limit = after.known("sallyport_store_pool_limit");
      assertThat(after.known("sallyport_store_pool_busy")).isBetween(0.0, limit);
      assertThat(after.known("sallyport_store_pool_waiting")).isNotNegative();
      // As many caches as connections, each of a bounded size.
      assertThat(after.known("sallyport_store_statements_open")).isPositive();
    }
  }

  @Test
  void a_statement_survives_that_the_schema_changes_under_it() {
    try (TestGate gate = start()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      // Often enough that the server, too, has its plan prepared.
      statuses(agent, 20);

      Postgres.execute(
          Postgres.jdbc(database),
          "ALTER TABLE api_keys ADD COLUMN of_tomorrow text",
          "ALTER TABLE api_keys ALTER COLUMN principal TYPE varchar(4000)");

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                for (int i = 0; i < 20; i++) {
                  assertThat(status(agent)).isEqualTo(200);
                }
              });
    }
  }

  @Test
  void the_documentation_lists_every_metric_of_a_gate_on_postgresql() throws IOException {
    String documentation = Files.readString(Path.of("docs/metrics.md"));
    try (TestGate gate = start()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("key-1", "index.html", "<h1>New</h1>\n");
      assertThat(agent.confirm("apply", "key-1", token).status()).isEqualTo(200);

      Set<String> names = Reading.of(gate).names("sallyport_store_");

      assertThat(names).hasSizeGreaterThan(10);
      assertThat(names).allSatisfy(name -> assertThat(documentation).contains("`" + name + "`"));
    }
  }

  private TestGate start() {
    return TestGate.start(
        folder,
        "store: { url: \""
            + database
            + "\" }\n"
            + TestGate.WIDE_LIMITS
            + "  storePatience: 10s\n"
            + TestGate.BLOG,
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  private static void statuses(TestCaller agent, int each) {
    Together.call(
        4,
        caller -> {
          for (int i = 0; i < each; i++) {
            assertThat(status(agent)).isEqualTo(200);
          }
          return caller;
        });
  }

  private static int status(TestCaller agent) {
    return agent.post("/v1/execute", "{\"action\":\"status\"}").status();
  }
}
