package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PostgresServer;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A primary that is lost and a real standby that takes over.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class PostgresStandbyTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String NO_WRITES =
      "The gate's store takes no writes: it is a standby, or read-only";

  @TempDir Path folder;

  @Test
  void whatReachesOnlyAStandbySaysSoAndGoesOnByItselfOnceItIsPromoted() throws Exception {
    try (PostgresServer primary = new PostgresServer(folder.resolve("primary"));
        PostgresServer standby = primary.standby(folder.resolve("standby"));
        TestGate gate = gate(primary, standby);
        Connection there = standby.connect()) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER);
      TestCaller anybody = new TestCaller(gate.url(), "");
      String token = caller.token("over-1", "index.html", "over\n");
      awaitReplayed(primary, there);
      assertThat(anybody.get("/health/ready").status()).isEqualTo(200);

      primary.kill();

      CompletableFuture<Reply> refused =
          CompletableFuture.supplyAsync(
              () -> caller.confirm("apply", "over-1", token), Thread::startVirtualThread);
      await().atMost(SOON).untilAsserted(() -> saysSo(anybody.get("/health/ready")));
      // What was under way may have waited for the primary alone.
      assertThat(refused.get(SOON.toSeconds(), TimeUnit.SECONDS).slug())
          .isEqualTo("store-unavailable");
      await().atMost(SOON).untilAsserted(() -> saysSo(caller.confirm("apply", "over-1", token)));
      assertThat(SiteFiles.of(gate).executions()).isEmpty();

      execute(there, "SELECT pg_promote()");

      await().atMost(SOON).until(() -> anybody.get("/health/ready").status() == 200);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(caller.confirm("apply", "over-1", token).status()).isEqualTo(200));
      assertThat(SiteFiles.of(gate).executions()).hasSize(1);
      verify();
    }
  }

  private TestGate gate(PostgresServer primary, PostgresServer standby) {
    // The standby comes first: which host the gate is told first makes no difference.
    String url = "postgresql://postgres@" + standby.host() + "," + primary.host() + "/postgres";
    return TestGate.startOn(folder, url);
  }

  private static void saysSo(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
    assertThat(reply.slug()).isEqualTo("store-unavailable");
    assertThat(reply.json().path("detail").asString()).startsWith(NO_WRITES);
    assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
  }

  /// Waits until the standby has what the primary has confirmed.
  private static void awaitReplayed(PostgresServer primary, Connection there) throws SQLException {
    try (Connection here = primary.connect()) {
      String end = text(here, "SELECT pg_current_wal_lsn()");
      await()
          .atMost(SOON)
          .until(() -> text(there, "SELECT pg_last_wal_replay_lsn() >= '" + end + "'").equals("t"));
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void verify() throws IOException {
    Ambient ambient = Ambient.system();
    try (Store store = TestGate.openStore(folder, ambient)) {
      AuditSealer sealer =
          new AuditSealer(
              new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                  .auditKey(ambient.random()));
      assertThat(AuditVerifier.verify(store.audit(), sealer).findings()).isEmpty();
    }
  }
}
