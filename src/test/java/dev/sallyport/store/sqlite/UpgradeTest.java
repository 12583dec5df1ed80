package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.Changes.Filter;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Samples;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.Snapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rolling upgrade: a newer gate brings the tables up to date while an older one goes on with the
/// statements that it has.
@Tag("integration")
class UpgradeTest {
  private static final Snapshot OLDER = new Snapshot(UpgradeTest.class, 4);

  /// What the older version may no longer do after an upgrade, and why. It is told that the store
  /// is unavailable, and whoever asked tries again at a newer gate.
  private static final Map<String, String> REFUSED =
      Map.of("APPROVAL_ADD", "its decisions would be bound to too little");

  /// A little after the snapshot was made, so that its tokens are good.
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T00:05:00Z"));

  private final Samples samples = new Samples(clock);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void makeOlderStore() throws SQLException {
    file = folder.resolve("sallyport.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      OLDER.makeStore(connection);
    }
  }

  private SqliteStore newer() {
    return Bench.open(SqliteConfig.of(file), clock, new SimpleMeterRegistry());
  }

  private Change only(SqliteStore store, ChangeState state) {
    return store.changes().list(new Filter(null, null, state, null, 10)).getFirst();
  }

  /// The change that waits for its confirmation, and its token.
  private Samples.Previewed waiting(SqliteStore store) {
    Change change = only(store, ChangeState.AWAITING_CONFIRMATION);
    IssuedToken token = store.changes().token(change.id()).orElseThrow();
    return new Samples.Previewed(change, token);
  }

  private static void assertWhole(SqliteStore store, long atLeast) {
    var found = AuditVerifier.verify(store.audit(), Bench.SEALER);
    assertThat(found.findings()).isEmpty();
    assertThat(found.records()).isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void whatAnOlderStoreHoldsIsThereAfterTheUpgrade() {
    try (SqliteStore store = newer()) {
      assertWhole(store, 20);
      assertThat(store.apiKeys().list())
          .singleElement()
          .satisfies(key -> assertThat(key.principal().id()).isEqualTo(Samples.ADA));
      assertThat(store.freezes().standing()).hasSize(1);
      assertThat(only(store, ChangeState.AWAITING_APPROVAL).plan().summary())
          .isEqualTo("1 file changed");
      Execution failed =
          store.executions().ofChange(only(store, ChangeState.APPLY_FAILED).id()).getFirst();
      assertThat(failed.detail()).isEqualTo("why");
      assertThat(store.outputs().after(failed.id(), 0, 10))
          .singleElement()
          .satisfies(line -> assertThat(line.text()).isEqualTo("It did not go"));
    }
  }

  @Test
  void p5_requestsOfBeforeHaveTheirAnswersAndTheirTokensAreGoodOnce() {
    try (SqliteStore store = newer()) {
      Change applied = only(store, ChangeState.APPLIED);
      RequestKey apply =
          new RequestKey(applied.requester(), applied.target(), Action.APPLY, applied.key());
      assertThat(store.requests().find(apply).orElseThrow().answer().status()).isEqualTo(200);
      String hash = store.changes().token(applied.id()).orElseThrow().hash();
      assertThat(
              store
                  .executions()
                  .begin(
                      samples.underAnotherKey(
                          samples.intent(applied, Action.APPLY, new TokenUse.Consume(hash)))))
          .isEqualTo(new TokenRefused(TokenRefused.Reason.USED));
      assertThat(
              store
                  .executions()
                  .begin(samples.intent(applied, Action.DEPLOY, new TokenUse.Reuse(hash))))
          .isInstanceOf(Beginning.Begun.class);
      store
          .executions()
          .finish(
              store.executions().held().getFirst().id(),
              samples.ending(Action.DEPLOY, Outcome.SUCCEEDED));

      assertThat(store.executions().begin(samples.apply(waiting(store))))
          .isInstanceOf(Beginning.Begun.class);
      assertWhole(store, 20);
    }
  }

  @Test
  void p1_anOlderGateThatWasThereBeforeAndTheNewerOneShareTheStore() throws SQLException {
    try (OlderGate older = new OlderGate(OLDER, file, clock);
        SqliteStore newer = newer()) {
      Samples.Previewed waiting = waiting(newer);
      String change = waiting.change().id().value();
      String execution = waiting.change().execution().value();
      String key = waiting.change().key().value();
      String hash = waiting.token().hash();
      var audit =
          List.of(
              samples.draft(AuditEvent.EXECUTION_STARTED), samples.draft(AuditEvent.TOKEN_USED));

      assertThat(older.begin(change, execution, key, hash, audit)).isTrue();
      assertThat(older.begin(change, execution + "x", key + "x", hash, audit)).isFalse();
      Intent again = samples.underAnotherKey(samples.apply(waiting));
      assertThat(newer.executions().begin(again))
          .isEqualTo(new TokenRefused(TokenRefused.Reason.USED));
      Samples.Previewed next = samples.previewed(newer);
      assertThat(newer.executions().begin(samples.apply(next))).isInstanceOf(Beginning.Busy.class);
      assertThat(newer.executions().cutOff(10)).isEmpty();

      assertThat(older.finish(execution, List.of(samples.draft(AuditEvent.EXECUTION_FINISHED))))
          .isTrue();
      assertThat(newer.executions().find(new ExecutionId(execution)).orElseThrow().state())
          .isEqualTo(Execution.State.SUCCEEDED);
      assertThat(newer.outputs().after(new ExecutionId(execution), 0, 10)).hasSize(1);
      assertThat(
              newer
                  .requests()
                  .find(
                      new RequestKey(
                          new PrincipalId("ada"),
                          waiting.change().target(),
                          Action.APPLY,
                          waiting.change().key()))
                  .orElseThrow()
                  .answer()
                  .body())
          .isEqualTo("{\"older\":true}");
      assertThat(newer.executions().begin(samples.apply(next))).isInstanceOf(Beginning.Begun.class);
      assertThat(older.row("CHANGE_STATE", "state", next.change().id().value()))
          .isEqualTo("applying");
      assertWhole(newer, 25);
    }
  }

  @Test
  void p3_anOlderGateThatDiesIsSeenByTheNewerOne() throws SQLException {
    try (OlderGate older = new OlderGate(OLDER, file, clock);
        SqliteStore newer = newer()) {
      Samples.Previewed waiting = waiting(newer);
      String execution = waiting.change().execution().value();
      older.begin(
          waiting.change().id().value(),
          execution,
          waiting.change().key().value(),
          waiting.token().hash(),
          List.of(samples.draft(AuditEvent.EXECUTION_STARTED)));
      clock.advance(Duration.ofSeconds(16));

      assertThat(newer.executions().cutOff(10))
          .singleElement()
          .satisfies(run -> assertThat(run.id().value()).isEqualTo(execution));
      assertThat(older.finish(execution, List.of())).isFalse();
    }
  }

  /// A statement that reads finds each column that it had, from the table that it was of.
  @Test
  void everyStatementOfTheOlderGateMeansTheSameOnTheNewestTables() throws SQLException {
    Map<String, Map<String, String>> before = meanings();
    newer().close();
    Map<String, Map<String, String>> after = meanings();

    assertThat(before).hasSizeGreaterThan(60);
    before.forEach(
        (statement, columns) -> {
          if (!REFUSED.containsKey(statement)) {
            assertThat(after).as("%s can no longer be prepared", statement).containsKey(statement);
            assertThat(after.get(statement)).as(statement).containsAllEntriesOf(columns);
          }
        });
  }

  /// For each statement that can be prepared, what its columns are, by name: where two have one
  /// name, a reader gets the first.
  private Map<String, Map<String, String>> meanings() throws SQLException {
    Map<String, Map<String, String>> meanings = new HashMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (Map.Entry<String, String> each : OLDER.statements().entrySet()) {
        if (!each.getValue().startsWith("PRAGMA")) {
          try (PreparedStatement statement = connection.prepareStatement(each.getValue())) {
            meanings.put(
                each.getKey(),
                each.getValue().startsWith("SELECT") ? columns(statement) : Map.of());
          } catch (SQLException e) {
            // It is missing from what is returned, and that is what is asked.
          }
        }
      }
    }
    return meanings;
  }

  private static Map<String, String> columns(PreparedStatement statement) throws SQLException {
    Map<String, String> columns = new HashMap<>();
    ResultSetMetaData read = statement.getMetaData();
    for (int n = 1; n <= read.getColumnCount(); n++) {
      columns.putIfAbsent(read.getColumnName(n), String.valueOf(read.getTableName(n)));
    }
    return columns;
  }
}
