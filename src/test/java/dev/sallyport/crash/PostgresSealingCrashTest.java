package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Origin;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// A gate killed in the middle of sealing records: it has taken them from where they wait, and they
/// are not yet, or not yet all, where they belong.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class PostgresSealingCrashTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final String database = Postgres.database();

  private String configuration() {
    // So long that on a slow machine too it still stands in its statement when it is killed.
    return "store: { url: \"%s\", statementTimeout: 5m }\n".formatted(database)
        + TestGate.WIDE_LIMITS
        + TestGate.BLOG;
  }

  /// @param table that somebody holds, so that sealing stands before it writes there: before its
  ///     records are in the chain, or after that and before the chain's end is
  @ParameterizedTest
  @ValueSource(strings = {"audit_records", "audit_head"})
  void p8_whatAKilledGateWasSealingTheOtherSealsAndNothingIsMissingOrTwice(String table)
      throws Exception {
    TestGate.prepare(folder, configuration());
    String key = key();
    try (GateProcess dying = GateProcess.gate(folder);
        Connection other = DriverManager.getConnection(Postgres.jdbc(database), "postgres", "");
        Statement held = other.createStatement()) {
      TestCaller here = new TestCaller(dying.url(), key);
      assertThat(here.get("/health/ready").status()).isEqualTo(200);
      other.setAutoCommit(false);
      held.execute("LOCK TABLE " + table + " IN SHARE MODE");
      here.token("dying-1", "index.html", "dying\n");
      await().atMost(SOON).until(() -> standsBefore(table));

      try (TestGate living =
          TestGate.start(folder, configuration(), Ambient.system(), Checkpoint.Listener.NONE)) {
        TestCaller there = new TestCaller(living.url(), key);
        String token = there.token("living-1", "about.html", "living\n");
        List<String> waiting = texts("SELECT draft FROM audit_waiting ORDER BY id");
        assertThat(waiting).hasSizeGreaterThan(1);
        assertThat(standsBefore(table)).isTrue();

        dying.kill();
        other.rollback();

        await().atMost(SOON).until(() -> texts("SELECT draft FROM audit_waiting").isEmpty());
        assertThat(there.confirm("apply", "living-1", token).status()).isEqualTo(200);
        sealed(waiting);
      }
    }
  }

  private String key() {
    return TestGate.agentKey(folder, "docs-bot", "blog");
  }

  private boolean standsBefore(String table) {
    return !texts(
            """
            SELECT query FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
              AND query ~ '^(INSERT INTO|UPDATE) %s'
            """
                .formatted(table))
        .isEmpty();
  }

  private List<String> texts(String sql) {
    try (Connection connection =
            DriverManager.getConnection(Postgres.jdbc(database), "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Each of them is in the chain once, in the order in which they waited, and the chain is whole.
  private void sealed(List<String> waiting) throws IOException {
    List<String> wanted =
        waiting.stream()
            .map(draft -> JsonMapper.shared().readTree(draft).required(Origin.FIELD).asString())
            .toList();
    Ambient ambient = Ambient.system();
    try (Store store = TestGate.openStore(folder, ambient)) {
      List<String> found =
          store.audit().after(0, 1_000).stream()
              .map(AuditRecord::body)
              .flatMap(body -> Origin.of(body).stream())
              .map(Origin::toString)
              .filter(wanted::contains)
              .toList();
      assertThat(found).containsExactlyElementsOf(wanted);
      AuditSealer sealer =
          new AuditSealer(
              new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                  .auditKey(ambient.random()));
      assertThat(AuditVerifier.verify(store.audit(), sealer).findings()).isEmpty();
    }
  }
}
