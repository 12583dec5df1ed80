package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Beginning.Frozen;
import dev.sallyport.store.Executions.Beginning.Held;
import dev.sallyport.store.Executions.Beginning.TokenRefused;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Samples;
import dev.sallyport.store.Samples.Previewed;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.postgres.PostgresConfig.Waits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Executions that one statement begins together: each succeeds or is refused alone.
@Tag("integration")
@Tag("tokens")
class BeginGroupTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Bench bench = Bench.emptied(BeginGroupTest.class);
  private final Samples samples = new Samples(InstantSource.system());
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private int holders;
  private PostgresStore store;

  @BeforeEach
  void open() {
    store = open(bench.config());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private PostgresStore open(PostgresConfig config) {
    return PostgresStore.open(config, new SecureRandom(), Bench.SEALER, meters);
  }

  private Previewed previewed(String target) {
    RequestKey key = samples.key(Action.PREVIEW);
    return samples.previewed(
        store,
        new RequestKey(key.principal(), new TargetName(target), key.action(), key.key()),
        Operation.CHANGE);
  }

  private Intent apply(String target) {
    return samples.apply(previewed(target));
  }

  private Callable<Beginning> begin(Intent intent) {
    return () -> store.executions().begin(intent);
  }

  private Standstill standstill() throws SQLException {
    return new Standstill(
        bench,
        meters,
        "begin",
        other -> {
          Intent intent = apply("holder-" + holders++);
          other.hold("SELECT 1 FROM changes WHERE id = ? FOR UPDATE", intent.change().id().value());
          return begin(intent);
        });
  }

  private Intent cancelled(String target) {
    Intent intent = apply(target);
    boolean ended =
        store
            .changes()
            .end(
                intent.change().id(),
                Set.of(ChangeState.AWAITING_CONFIRMATION),
                ChangeState.CANCELLED,
                samples.draft(AuditEvent.CHANGE_CANCELLED));
    assertThat(ended).isTrue();
    return intent;
  }

  private Intent frozen(String target) {
    Intent intent = apply(target);
    store
        .freezes()
        .set(intent.change().target(), "why", Samples.ADA, samples.draft(AuditEvent.FREEZE_SET));
    return intent;
  }

  private Intent withUnknownToken(String target) {
    Previewed previewed = previewed(target);
    return samples.apply(new Previewed(previewed.change(), samples.token(previewed.change().id())));
  }

  /// The database refuses its text.
  private Intent refusedRow(String target) {
    Intent intent = apply(target);
    return new Intent(
        intent.request(),
        intent.fingerprint(),
        intent.change(),
        intent.execution(),
        intent.token(),
        intent.traceId(),
        "\0",
        intent.whileUnknown(),
        intent.audit());
  }

  @Test
  void p2_thoseThatAreRefusedHarmNoNeighbour() throws Exception {
    Intent good = apply("one");
    Intent cancelled = cancelled("cancelled");
    Intent frozen = frozen("frozen");
    Intent unknown = withUnknownToken("two");
    Intent busy = apply("one");
    Intent alsoGood = apply("two");

    Future<Beginning> first;
    Future<Beginning> copy;
    Future<Beginning> ofCancelled;
    Future<Beginning> ofFrozen;
    Future<Beginning> ofUnknown;
    Future<Beginning> ofBusy;
    Future<Beginning> last;
    try (Standstill standstill = standstill()) {
      first = standstill.behind(begin(good));
      copy = standstill.behind(begin(good));
      ofCancelled = standstill.behind(begin(cancelled));
      ofFrozen = standstill.behind(begin(frozen));
      ofUnknown = standstill.behind(begin(unknown));
      ofBusy = standstill.behind(begin(busy));
      last = standstill.behind(begin(alsoGood));
    }

    assertThat(first.get()).isInstanceOf(Begun.class);
    assertThat(copy.get()).isInstanceOf(Held.class);
    assertThat(ofCancelled.get()).isEqualTo(new TokenRefused(Reason.VOID));
    assertThat(ofFrozen.get()).isInstanceOf(Frozen.class);
    assertThat(ofUnknown.get()).isEqualTo(new TokenRefused(Reason.UNKNOWN));
    assertThat(ofBusy.get())
        .isInstanceOfSatisfying(
            Busy.class, by -> assertThat(by.holder()).isEqualTo(good.execution()));
    assertThat(last.get()).isInstanceOf(Begun.class);
    assertThat(meters.get("sallyport.store.group").tag("what", "begin").summary().max())
        .isEqualTo(7);
    assertThat(
            bench.number(
                """
                SELECT count(*) FROM executions
                WHERE NOT EXISTS (
                  SELECT 1 FROM confirm_tokens
                  WHERE confirm_tokens.change_id = executions.change_id AND used_at IS NOT NULL)
                """))
        .isZero();
    assertThat(AuditVerifier.verify(store.audit(), Bench.SEALER).isWhole()).isTrue();
  }

  @Test
  void aRowThatTheDatabaseRefusesFailsAlone() throws Exception {
    Intent good = apply("one");
    Intent bad = refusedRow("two");
    Intent alsoGood = apply("three");

    Future<Beginning> first;
    Future<Beginning> second;
    Future<Beginning> third;
    try (Standstill standstill = standstill()) {
      first = standstill.behind(begin(good));
      second = standstill.behind(begin(bad));
      third = standstill.behind(begin(alsoGood));
    }

    assertThat(first.get()).isInstanceOf(Begun.class);
    assertThatThrownBy(second::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(third.get()).isInstanceOf(Begun.class);
  }

  @Test
  void aFullQueueRefusesAtOnceAndWhatIsNotTakenInTimeNeverHappens() throws Exception {
    store.close();
    meters = new SimpleMeterRegistry();
    store =
        open(
            bench
                .config()
                .withConnections(4, 1)
                .withWaits(
                    new Waits(
                        Duration.ofSeconds(3), Waits.DEFAULT.statement(), Waits.DEFAULT.lease())));
    Intent late = apply("late");
    Intent refused = apply("refused");

    Future<Beginning> waiting;
    try (Standstill standstill = standstill()) {
      waiting = standstill.behind(begin(late));
      assertThatThrownBy(() -> store.executions().begin(refused))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("the queue for the database is full: 1 callers wait");
      assertThatThrownBy(waiting::get)
          .hasCauseInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("did not begin in time");
    }
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> store.executions().begin(refused) instanceof Begun);
    assertThat(store.executions().find(late.execution())).isEmpty();
    assertThat(store.executions().begin(late)).isInstanceOf(Begun.class);
  }
}
