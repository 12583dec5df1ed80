package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Together;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.LogCapture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gate whose store takes no writes for a while, because another process holds its lock.
@Tag("rate-limit")
@Tag("integration")
class P6GateStoreAwayTest {
  /// The store waits 5 s for the lock, and a unit of work as long to be begun; the rest is for a
  /// busy machine.
  private static final Duration LONGEST = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void limits_go_on_in_memory_nothing_executes_and_the_store_takes_over_again_by_itself()
      throws SQLException {
    String limits = "limits: { default: { limit: 12, block: 1s } }\n";
    try (TestGate gate =
            TestGate.start(
                folder, limits + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE);
        LogCapture log = LogCapture.info()) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller other = gate.caller("other-bot", Role.REQUESTER);
      String token = agent.token("key-1", "index.html", "<h1>New</h1>\n");
      awaitStoreDecides(gate);
      // On a busy machine it may have been too slow before.
      long before = log.events("limits.degraded").count();

      try (Connection thief = lock(gate)) {
        // The store is held until the end of this block, so whoever is answered did not wait for
        // it.
        Reply first = list(other);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(log.events("limits.degraded").skip(before))
            .extracting(line -> line.path("sallyport.reason").asString())
            .containsExactly("the store did not answer within 100 ms");
        assertThat(metric(gate, "sallyport_limits_degraded")).isEqualTo(1.0);
        assertThat(new TestCaller(gate.url(), "").get("/health/ready").text())
            .contains("decided in memory since");

        long admitted =
            Together.call(30, i -> list(other).status()).stream()
                .filter(status -> status == 200)
                .count();
        assertThat(admitted).as("with the one before").isEqualTo(11);

        long asked = System.nanoTime();
        List<Reply> refused =
            Together.call(
                2,
                i ->
                    i == 0
                        ? agent.confirm("apply", "key-1", token)
                        : agent.preview("key-2", "index.html", "x\n"));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(LONGEST);
        assertThat(refused)
            .allSatisfy(
                reply -> {
                  assertThat(reply.status()).as(reply.text()).isEqualTo(503);
                  assertThat(reply.slug()).isEqualTo("store-unavailable");
                  assertThat(reply.header("Retry-After")).isNotEmpty();
                });
        assertThat(gate.published()).doesNotExist();
        thief.rollback();
      }

      awaitStoreDecides(gate);
      long episodes = log.events("limits.degraded").count();
      assertThat(episodes).isPositive();
      assertThat(log.events("limits.restored")).hasSize((int) episodes);
      Reply applied = agent.confirm("apply", "key-1", token);
      assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    }
  }

  private static Connection lock(TestGate gate) throws SQLException {
    Connection thief =
        DriverManager.getConnection(
            "jdbc:sqlite:" + TestGate.data(gate.folder()).resolve("sallyport.db"));
    try (Statement statement = thief.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
    }
    thief.setAutoCommit(false);
    try (Statement statement = thief.createStatement()) {
      statement.executeUpdate("DELETE FROM limit_windows WHERE 1 = 0");
    }
    return thief;
  }

  private static Reply list(TestCaller caller) {
    return caller.post("/v1/execute", "{\"action\":\"list\",\"target\":\"blog\"}");
  }

  private static void awaitStoreDecides(TestGate gate) {
    await().atMost(LONGEST).until(() -> metric(gate, "sallyport_limits_degraded") == 0.0);
  }

  private static double metric(TestGate gate, String name) {
    return new TestCaller(gate.url(), "")
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
