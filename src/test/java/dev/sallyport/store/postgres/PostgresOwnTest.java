package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Frozen;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Samples;
import dev.sallyport.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What PostgreSQL alone can do to a store, and what the store does then.
@Tag("integration")
class PostgresOwnTest {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Bench bench = Bench.emptied(PostgresOwnTest.class);
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

  private void append(int records) {
    for (int i = 0; i < records; i++) {
      store.audit().append(List.of(samples.draft(AuditEvent.TOKEN_REFUSED)));
    }
  }

  @Test
  void connectionsThatTheServerEndsFailNoRequestThatMayBeRepeated() {
    for (int round = 0; round < 5; round++) {
      Intent intent = samples.apply(samples.previewed(store));
      bench.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'sallyport'
          """);

      assertThat(store.executions().begin(intent)).isInstanceOf(Begun.class);
      assertThat(
              store
                  .executions()
                  .finish(
                      intent.execution(),
                      samples.ending(
                          intent.request().action(), dev.sallyport.domain.Outcome.SUCCEEDED)))
          .isTrue();
    }
  }

  @Test
  void aCallerWhoGivesUpTakesNobodysConnectionAlong() throws Exception {
    String waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name = 'sallyport' AND wait_event_type = 'Lock'";
    String oldest =
        "SELECT min(pid) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name = 'sallyport' AND wait_event_type IS DISTINCT FROM 'Lock'";
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Connection other = bench.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE limit_windows IN ACCESS EXCLUSIVE MODE");
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      store.windows().blocks(1);
                    } catch (StoreUnavailableException e) {
                      failure.set(e);
                    }
                  });
      await().atMost(SOON).until(() -> bench.number(waiting) == 1);
      append(1);
      long before = bench.number(oldest);

      caller.interrupt();
      assertThat(caller.join(SOON)).isTrue();

      assertThat(failure.get()).isInstanceOf(StoreUnavailableException.class);
      assertThat(store.isReachable()).isTrue();
      append(1);
      assertThat(bench.number(oldest)).isEqualTo(before);
    }
  }

  @Test
  void aServerThatTakesNoWritesIsNotReachableUntilItDoes() {
    String database = bench.jdbc().substring(bench.jdbc().lastIndexOf('/') + 1);
    bench.execute("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
    try {
      bench.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'sallyport'
          """);

      assertThatThrownBy(() -> append(1)).isInstanceOf(StoreUnavailableException.class);
      assertThat(store.isReachable()).isFalse();
    } finally {
      bench.execute(
          "SET default_transaction_read_only = off",
          "ALTER DATABASE " + database + " RESET default_transaction_read_only");
    }
    await().atMost(SOON).until(() -> store.isReachable());
    append(1);
  }

  @Test
  void p8_recordsAreSealedByThemselvesWithinASecondOrSo() {
    append(3);

    await()
        .atMost(SOON)
        .until(
            () ->
                store.isReachable()
                    && bench.number("SELECT count(*) FROM audit_waiting") == 0
                    && bench.number("SELECT count(*) FROM audit_records") == 3);
  }

  @Test
  void p8_aWaitingRecordThatWasChangedOrPutInIsFoundAndNothingMoreIsRecorded() {
    append(1);
    assertThat(store.audit().head().orElseThrow().sequence()).isEqualTo(1);

    bench.execute(
        """
        INSERT INTO audit_waiting (at, draft, mac)
        VALUES (0, '{"event":"token.used","traceId":"0","details":{}}', repeat('0', 64))
        """);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> append(1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("audit verify"));
    assertThat(store.audit().head().orElseThrow().sequence()).isEqualTo(1);
    bench.execute("DELETE FROM audit_waiting WHERE mac = repeat('0', 64)");
    await().atMost(SOON).ignoreExceptions().until(() -> recorded());
    assertThat(AuditVerifier.verify(store.audit(), Bench.SEALER).isWhole()).isTrue();
  }

  private boolean recorded() {
    append(1);
    return true;
  }

  @Test
  void nothingBeginsOnceAFreezeHasBeenSet() {
    Intent intent = samples.apply(samples.previewed(store));
    store.freezes().set(Samples.BLOG, "why", Samples.ADA, samples.draft(AuditEvent.FREEZE_SET));

    assertThat(store.executions().begin(intent)).isInstanceOf(Frozen.class);
    store.freezes().lift(Samples.BLOG, Samples.ADA, samples.draft(AuditEvent.FREEZE_LIFTED));
    assertThat(store.executions().begin(intent)).isInstanceOf(Begun.class);
  }
}
