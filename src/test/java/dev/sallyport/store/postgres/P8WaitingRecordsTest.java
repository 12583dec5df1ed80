package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.Verification.Finding;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Race;
import dev.sallyport.store.Samples;
import dev.sallyport.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// P8 in the moments before a record is sealed: what somebody who can write to the database does to
/// it then is found too.
@Tag("integration")
class P8WaitingRecordsTest {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Bench bench = Bench.emptied(P8WaitingRecordsTest.class);
  private final Samples samples = new Samples(InstantSource.system());
  private PostgresStore store;

  @BeforeEach
  void open() {
    store = bench.open(null, LEASE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void append(AuditEvent... events) {
    for (AuditEvent event : events) {
      store.audit().append(List.of(samples.draft(event)));
    }
  }

  private void appendAndSeal(AuditEvent event) {
    append(event);
    store.audit().head();
  }

  /// Has the database drop records without a word.
  private void lose(String condition) {
    bench.execute(
        """
        CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RETURN CASE WHEN %s THEN NULL ELSE new END; END $$
        """
            .formatted(condition),
        "CREATE TRIGGER lose BEFORE INSERT ON audit_waiting FOR EACH ROW EXECUTE FUNCTION lose()");
  }

  private void loseNothingMore() {
    bench.execute("DROP TRIGGER lose ON audit_waiting", "DROP FUNCTION lose");
  }

  /// Does it while nothing can be sealed, because somebody has the chain's end.
  private void beforeItIsSealed(AuditEvent event, String... statements) throws SQLException {
    try (Connection other = bench.connect();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("SELECT 1 FROM audit_head FOR UPDATE");
      append(event);
      bench.execute(statements);
      other.rollback();
    }
  }

  private Verification verified() {
    return AuditVerifier.verify(store.audit(), Bench.SEALER);
  }

  private void awaitFinding(String what) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(verified().findings())
                    .singleElement()
                    .extracting(Finding::what)
                    .asString()
                    .contains(what));
  }

  @Test
  void oneThatIsDeletedIsFoundAndTheRecordSaysWhatItWas() throws SQLException {
    appendAndSeal(AuditEvent.TOKEN_REFUSED);
    beforeItIsSealed(AuditEvent.KEY_REVOKED, "DELETE FROM audit_waiting");

    awaitFinding("deleted before it was sealed: key.revoked of 20");
    assertThat(store.audit().before(Long.MAX_VALUE, 1).getFirst().body().path("principal"))
        .hasToString("\"ada\"");
  }

  @Test
  void oneThatIsGivenAnotherTimeIsFoundByItsNumber() throws SQLException {
    appendAndSeal(AuditEvent.TOKEN_REFUSED);
    beforeItIsSealed(AuditEvent.KEY_REVOKED, "UPDATE audit_waiting SET at = at - 1");

    awaitFinding("was given another time before it was sealed");
    assertThat(verified().findings().getFirst().sequence()).isEqualTo(2);
  }

  @Test
  void oneThatIsWrittenTwiceIsFoundByItsNumber() throws SQLException {
    beforeItIsSealed(
        AuditEvent.KEY_REVOKED,
        "INSERT INTO audit_waiting (at, draft, mac) SELECT at, draft, mac FROM audit_waiting");

    assertThat(verified().findings())
        .containsExactly(new Finding(2, "was put in: it is the copy of one before it"));
  }

  @Test
  void oneThatIsPutAwayAndWrittenAgainLaterIsFound() throws SQLException {
    beforeItIsSealed(
        AuditEvent.KEY_REVOKED,
        "CREATE TABLE aside AS SELECT * FROM audit_waiting",
        "DELETE FROM audit_waiting");
    awaitFinding("deleted before it was sealed: key.revoked");

    bench.execute("INSERT INTO audit_waiting SELECT * FROM aside", "DROP TABLE aside");
    assertThat(store.audit().head().orElseThrow().sequence()).isEqualTo(2);
    assertThat(verified().isWhole()).isFalse();
  }

  @Test
  void whatIsNeverLetInIsFoundThoughItsWorkIsDone() {
    Intent intent = samples.apply(samples.previewed(store));
    lose("new.draft LIKE '%\"event\":\"token.used\",\"traceId\"%'");
    try {
      assertThat(store.executions().begin(intent)).isInstanceOf(Begun.class);

      awaitFinding("deleted before it was sealed: token.used of 20");
    } finally {
      loseNothingMore();
    }
  }

  @Test
  void whereNothingCanBeRecordedNothingMoreIsDone() {
    lose("true");
    try {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> append(AuditEvent.KEY_REVOKED))
                      .isInstanceOf(StoreUnavailableException.class)
                      .hasMessageContaining("run audit verify"));
    } finally {
      loseNothingMore();
    }
  }

  @Test
  void theLastWordsOfAGateThatEndsAreLookedForToo() throws SQLException {
    beforeItIsSealed(AuditEvent.KEY_REVOKED, "DELETE FROM audit_waiting");
    store.close();

    store = bench.open(null, LEASE);
    awaitFinding("deleted before it was sealed: key.revoked");
  }

  @Test
  void aRecordThatNobodySealsIsNamedByVerify() {
    append(AuditEvent.TOKEN_REFUSED);
    assertThat(store.audit().head().orElseThrow().sequence()).isEqualTo(1);
    bench.execute(
        """
        INSERT INTO audit_waiting (at, draft, mac)
        VALUES (0, '{"event":"token.used","traceId":"0","details":{}}', repeat('0', 64))
        """);

    assertThat(verified().findings())
        .containsExactly(
            new Finding(
                2, "cannot be sealed: a record that waited for its place was put in or changed"));
    bench.execute("DELETE FROM audit_waiting");
  }

  /// Two gates at work, whose connections break meanwhile: nothing is said to be wrong.
  @Test
  void nothingIsFoundWhereNobodyDidAnything() throws Exception {
    List<Intent> intents =
        Stream.generate(() -> samples.apply(samples.previewed(store))).limit(20).toList();
    try (PostgresStore other = bench.open(null, LEASE)) {
      Race.of(
          60,
          i ->
              () -> {
                PostgresStore at = i % 2 == 0 ? store : other;
                if (i == 30) {
                  breakConnections();
                } else if (i < intents.size()) {
                  Intent intent = intents.get(i);
                  if (at.executions().begin(intent) instanceof Begun) {
                    at.executions()
                        .finish(
                            intent.execution(),
                            samples.ending(intent.request().action(), Outcome.SUCCEEDED));
                  }
                } else {
                  tryToAppend(at);
                }
                return true;
              });
      awaitNothingWaits();
    }
    store.close();
    store = bench.open(null, LEASE);
    assertThat(verified().findings()).isEmpty();
    assertThat(verified().records()).isGreaterThan(60);
  }

  private void breakConnections() {
    bench.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'sallyport'
        """);
  }

  private void tryToAppend(PostgresStore at) {
    try {
      at.audit().append(List.of(samples.draft(AuditEvent.TOKEN_REFUSED)));
    } catch (StoreUnavailableException e) {
      // Its connection was broken while it was under way; nobody knows whether it is there.
    }
  }

  private void awaitNothingWaits() {
    await().atMost(SOON).until(() -> bench.number("SELECT count(*) FROM audit_waiting") == 0);
  }
}
