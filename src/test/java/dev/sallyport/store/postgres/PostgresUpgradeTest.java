package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Changes.Filter;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Samples;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.Snapshot;
import java.sql.Connection;
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

/// A rolling upgrade on PostgreSQL: a newer gate brings the tables up to date while an older one
/// goes on with the statements that it has.
@Tag("integration")
class PostgresUpgradeTest {
  private static final Snapshot OLDER = new Snapshot(PostgresUpgradeTest.class, 1);
  private static final Duration SOON = Duration.ofSeconds(30);

  /// A little after the snapshot was made, so that its tokens are good.
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T00:05:00Z"));

  private final Samples samples = new Samples(clock);
  private final Bench bench = Bench.fresh();

  @BeforeEach
  void makeOlderStore() throws SQLException {
    try (Connection connection = bench.connect()) {
      OLDER.makeStore(connection);
    }
  }

  private PostgresStore newer() {
    return bench.open(clock, Duration.ofSeconds(15));
  }

  private Change only(PostgresStore store, ChangeState state) {
    return store.changes().list(new Filter(null, null, state, null, 10)).getFirst();
  }

  /// The change that waits for its confirmation, and its token.
  private Samples.Previewed waiting(PostgresStore store) {
    Change change = only(store, ChangeState.AWAITING_CONFIRMATION);
    IssuedToken token = store.changes().token(change.id()).orElseThrow();
    return new Samples.Previewed(change, token);
  }

  private static void assertWhole(PostgresStore store, long atLeast) {
    var found = AuditVerifier.verify(store.audit(), Bench.SEALER);
    assertThat(found.findings()).isEmpty();
    assertThat(found.records()).isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void whatAnOlderStoreHoldsIsThereAfterTheUpgradeAndWhatWaitedIsSealed() {
    assertThat(bench.number("SELECT count(*) FROM audit_pending")).isEqualTo(1);
    try (PostgresStore store = newer()) {
      assertWhole(store, 16);
      assertThat(bench.number("SELECT count(*) FROM audit_pending")).isZero();
      assertThat(bench.number("SELECT max(version::integer) FROM flyway_schema_history"))
          .isEqualTo(Schema.VERSION);
      assertThat(store.apiKeys().list())
          .singleElement()
          .satisfies(key -> assertThat(key.principal().id()).isEqualTo(Samples.ADA));
      assertThat(store.freezes().standing()).hasSize(1);
      assertThat(only(store, ChangeState.AWAITING_APPROVAL).plan().summary())
          .isEqualTo("1 file changed");
      Execution failed =
          store.executions().ofChange(only(store, ChangeState.APPLY_FAILED).id()).getFirst();
      assertThat(store.outputs().after(failed.id(), 0, 10))
          .singleElement()
          .satisfies(line -> assertThat(line.text()).isEqualTo("It did not go"));
    }
  }

  @Test
  void p5_requestsOfBeforeHaveTheirAnswersAndTheirTokensAreGoodOnce() {
    try (PostgresStore store = newer()) {
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
    }
  }

  @Test
  void p1_anOlderGateThatWasThereBeforeAndTheNewerOneShareTheStore() throws SQLException {
    try (OlderGate older = new OlderGate(OLDER, bench, clock);
        PostgresStore newer = newer()) {
      Samples.Previewed waiting = waiting(newer);
      String execution = waiting.change().execution().value();
      String key = waiting.change().key().value();

      assertThat(
              older.begin(
                  waiting,
                  execution,
                  key,
                  samples.draft(AuditEvent.EXECUTION_STARTED),
                  samples.draft(AuditEvent.TOKEN_USED)))
          .isTrue();
      assertThat(older.begin(waiting, execution + "x", key + "x")).isFalse();
      assertThat(newer.executions().begin(samples.underAnotherKey(samples.apply(waiting))))
          .isEqualTo(new TokenRefused(TokenRefused.Reason.USED));
      Samples.Previewed next = samples.previewed(newer);
      assertThat(newer.executions().begin(samples.apply(next))).isInstanceOf(Beginning.Busy.class);
      assertThat(newer.executions().cutOff(10)).isEmpty();

      assertThat(older.finish(execution, samples.draft(AuditEvent.EXECUTION_FINISHED))).isTrue();
      assertThat(newer.executions().find(new ExecutionId(execution)).orElseThrow().state())
          .isEqualTo(Execution.State.SUCCEEDED);
      assertThat(newer.outputs().after(new ExecutionId(execution), 0, 10)).hasSize(1);
      assertThat(
              newer.requests().find(samples.apply(waiting).request()).orElseThrow().answer().body())
          .isEqualTo("{\"older\":true}");
      assertThat(newer.executions().begin(samples.apply(next))).isInstanceOf(Beginning.Begun.class);
      assertWhole(newer, 20);
    }
  }

  @Test
  void p3_anOlderGateThatDiesIsSeenByTheNewerOne() throws SQLException {
    try (OlderGate older = new OlderGate(OLDER, bench, clock);
        PostgresStore newer = newer()) {
      Samples.Previewed waiting = waiting(newer);
      String execution = waiting.change().execution().value();
      older.begin(waiting, execution, waiting.change().key().value());
      clock.advance(Duration.ofSeconds(16));

      assertThat(newer.executions().cutOff(10))
          .singleElement()
          .satisfies(run -> assertThat(run.id().value()).isEqualTo(execution));
      assertThat(older.finish(execution)).isFalse();
    }
  }

  /// Both seal, in turns, and neither takes the other's records for what they are not.
  @Test
  void p8_olderAndNewerGatesMakeOneChain() throws SQLException {
    try (OlderGate older = new OlderGate(OLDER, bench, clock);
        PostgresStore newer = newer()) {
      for (int i = 0; i < 5; i++) {
        newer.audit().append(List.of(samples.draft(AuditEvent.TOKEN_REFUSED)));
        Samples.Previewed next = samples.previewed(newer);
        String execution = next.change().execution().value();
        older.begin(
            next,
            execution,
            next.change().key().value(),
            samples.draft(AuditEvent.EXECUTION_STARTED));
        older.seal();
        older.finish(execution, samples.draft(AuditEvent.EXECUTION_FINISHED));
        older.seal();
      }
      await()
          .atMost(SOON)
          .until(
              () ->
                  bench.number(
                          """
                          SELECT (SELECT count(*) FROM audit_pending)
                            + (SELECT count(*) FROM audit_waiting)
                          """)
                      == 0);
      assertWhole(newer, 16 + 5 * 5);
      Samples.Previewed last = samples.previewed(newer);
      newer.close();
      older.begin(
          last,
          last.change().execution().value(),
          last.change().key().value(),
          samples.draft(AuditEvent.EXECUTION_STARTED));
      assertThat(older.seal()).isEqualTo(1);
    }
    try (PostgresStore store = newer()) {
      assertWhole(store, 16 + 5 * 5 + 3);
    }
  }

  /// A statement finds each column that it had, of the same type.
  @Test
  void everyStatementOfTheOlderGateMeansTheSameOnTheNewestTables() throws SQLException {
    Map<String, Map<String, String>> before = meanings();
    newer().close();
    Map<String, Map<String, String>> after = meanings();

    assertThat(before).hasSize(OLDER.statements().size()).hasSizeGreaterThan(100);
    before.forEach(
        (statement, columns) -> {
          assertThat(after).as("%s can no longer be prepared", statement).containsKey(statement);
          assertThat(after.get(statement)).as(statement).containsAllEntriesOf(columns);
        });
  }

  /// For each statement that can be prepared, what its columns are, by name.
  private Map<String, Map<String, String>> meanings() throws SQLException {
    Map<String, Map<String, String>> meanings = new HashMap<>();
    try (Connection connection = bench.connect()) {
      for (Map.Entry<String, String> each : OLDER.statements().entrySet()) {
        try (PreparedStatement statement = connection.prepareStatement(each.getValue())) {
          meanings.put(each.getKey(), columns(statement));
        } catch (SQLException e) {
          // It is missing from what is returned, and that is what is asked.
        }
      }
    }
    return meanings;
  }

  private static Map<String, String> columns(PreparedStatement statement) throws SQLException {
    Map<String, String> columns = new HashMap<>();
    // Asks the server, which refuses what it cannot prepare.
    columns.put("(values)", Integer.toString(statement.getParameterMetaData().getParameterCount()));
    ResultSetMetaData read = statement.getMetaData();
    for (int n = 1; read != null && n <= read.getColumnCount(); n++) {
      columns.putIfAbsent(read.getColumnName(n), read.getColumnTypeName(n));
    }
    return columns;
  }
}
