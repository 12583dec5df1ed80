package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.Wire;
import dev.sallyport.fixture.Wire.Moment;
import dev.sallyport.store.ApiKeys.StoredKey;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Notices.Held;
import dev.sallyport.store.Samples;
import dev.sallyport.target.Run.Stop;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a gate does beside changes, where the database's answer to its COMMIT is lost, be it that
/// the COMMIT was done or that it never got there: it happens once, is recorded once, and is
/// answered as always.
@Tag("integration")
class P8UnansweredUnitsTest {
  private static final long SOON_SECONDS = 60;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String HASH = "a".repeat(64);

  private static final Samples SAMPLES = new Samples(InstantSource.system());
  private static Wire wire;
  private static PostgresStore store;
  private static int numbers;

  private final AuditDraft key = SAMPLES.draft(AuditEvent.KEY_CREATED);
  private final String id = "key-" + ++numbers;

  @BeforeAll
  static void open() {
    wire = new Wire(Postgres.database());
    store = new Bench(Postgres.jdbc(wire.url())).open(null, Duration.ofSeconds(15));
  }

  @AfterAll
  static void close() {
    store.close();
    wire.close();
  }

  private static <T> T cut(Moment moment, String statement, Supplier<T> unit)
      throws InterruptedException {
    CountDownLatch cut = wire.cutCommit(moment, statement);
    T answer = unit.get();
    assertThat(cut.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private static void isOnRecordOnce(AuditDraft draft) {
    assertThat(store.audit().before(Long.MAX_VALUE, 1_000))
        .filteredOn(record -> record.body().path("traceId").asString().equals(draft.traceId()))
        .hasSize(1);
  }

  private StoredKey key() {
    Principal ada =
        new Principal(Samples.ADA, PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("blog"));
    return new StoredKey(id, HASH, ada, Instant.EPOCH, null);
  }

  private void addKey() {
    store.apiKeys().add(key(), key);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_aKeyIsAddedOnceAndRevokedOnce(Moment moment) throws Exception {
    AuditDraft revoked = SAMPLES.draft(AuditEvent.KEY_REVOKED);

    cut(
        moment,
        "INSERT INTO api_keys",
        () -> {
          addKey();
          return true;
        });
    assertThat(store.apiKeys().find(id).orElseThrow().revokedAt()).isNull();
    isOnRecordOnce(key);
    assertThat(cut(moment, "UPDATE api_keys", () -> store.apiKeys().revoke(id, revoked))).isTrue();

    assertThat(store.apiKeys().find(id).orElseThrow().revokedAt()).isNotNull();
    isOnRecordOnce(revoked);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_aPersonSignsInOnceAndOutOnce(Moment moment) throws Exception {
    AuditDraft in = SAMPLES.draft(AuditEvent.SESSION_STARTED);
    AuditDraft out = SAMPLES.draft(AuditEvent.SESSION_ENDED);
    String session = "%064x".formatted(numbers);
    addKey();

    assertThat(
            cut(
                moment,
                "INSERT INTO console_sessions",
                () -> store.sessions().begin(session, id, in)))
        .isTrue();
    isOnRecordOnce(in);
    assertThat(
            cut(moment, "DELETE FROM console_sessions", () -> store.sessions().end(session, out)))
        .isTrue();
    isOnRecordOnce(out);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_limitsAreClearedOnce(Moment moment) throws Exception {
    AuditDraft cleared = SAMPLES.draft(AuditEvent.LIMIT_CLEARED);
    WindowKey window = new WindowKey(WindowKey.Scope.PRINCIPAL, "heavy", id);
    store.windows().decide(List.of(new Window(window, 1, HOUR, Duration.ZERO)), _ -> null);

    assertThat(
            cut(
                moment,
                "DELETE FROM limit_windows",
                () -> store.windows().clear(WindowKey.Scope.PRINCIPAL, id, cleared)))
        .isOne();
    isOnRecordOnce(cleared);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void p8_aRunIsAskedToStopOnce(Moment moment) throws Exception {
    AuditDraft asked = SAMPLES.draft(AuditEvent.STOP_ASKED);
    Intent intent = SAMPLES.apply(SAMPLES.previewed(store));
    store.executions().begin(intent);

    assertThat(
            cut(
                moment,
                "UPDATE executions SET stop",
                () -> store.executions().stop(intent.execution(), Stop.CANCELLED, asked)))
        .isTrue();

    assertThat(store.executions().find(intent.execution()).orElseThrow().stop())
        .isEqualTo(Stop.CANCELLED);
    isOnRecordOnce(asked);
    store
        .executions()
        .finish(intent.execution(), SAMPLES.ending(intent.request().action(), Outcome.FAILED));
  }

  /// It has no record, and is the same however often it is done.
  @ParameterizedTest
  @EnumSource(names = {"UNSENT", "UNANSWERED"})
  void aDeadLetterIsSentAgainAllTheSame(Moment moment) throws Exception {
    store.notices().register(id);
    addKey();
    Held held = store.notices().hold(id, HOUR).orElseThrow();
    long sequence = held.position() + 1;
    assertThat(store.notices().buried(held, sequence, "no", HOUR)).isTrue();

    assertThat(cut(moment, "UPDATE notify_letters", () -> store.notices().retry(id, sequence)))
        .isOne();
    assertThat(store.notices().letters(id, 10)).singleElement().matches(letter -> letter.again());
  }
}
