package dev.sallyport.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.Begun;
import dev.sallyport.store.Executions.Beginning.Busy;
import dev.sallyport.store.Executions.Beginning.Frozen;
import dev.sallyport.store.Executions.Beginning.Held;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Race;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Samples;
import dev.sallyport.store.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Executions without a token that one statement begins together: each succeeds or is refused
/// alone, and has its own change.
@Tag("integration")
class AutoGroupTest {
  private static final int MOST_TRIES = 10;

  private final Bench bench = Bench.emptied(AutoGroupTest.class);
  private final Samples samples = new Samples(Clock.tickMillis(ZoneOffset.UTC));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private PostgresStore store;
  private int holders;

  @BeforeEach
  void open() {
    store = PostgresStore.open(bench.config(), new SecureRandom(), Bench.SEALER, meters);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private RequestKey key(String target) {
    RequestKey key = samples.key(Action.AUTO);
    return new RequestKey(key.principal(), new TargetName(target), key.action(), key.key());
  }

  private Intent auto(String target) {
    return samples.intent(
        samples.change(key(target)),
        Action.AUTO,
        new TokenUse.None(store.executions().hold(new TargetName(target))));
  }

  private Callable<Beginning> begin(Intent intent) {
    return () -> store.executions().begin(intent);
  }

  private void makeLease(String target) {
    bench.execute("INSERT INTO leases (target, fence) VALUES ('" + target + "', 0)");
  }

  private Standstill standstill() throws SQLException {
    return new Standstill(
        bench,
        meters,
        "auto",
        other -> {
          String target = "holder-" + holders++;
          makeLease(target);
          other.hold("SELECT 1 FROM leases WHERE target = ? FOR UPDATE", target);
          return begin(auto(target));
        });
  }

  private void assertBegunWithItsOwnChange(Intent intent) {
    Change change = intent.change();
    assertThat(store.changes().find(change.id())).contains(change.inState(ChangeState.APPLYING));
    Execution execution = store.executions().find(intent.execution()).orElseThrow();
    assertThat(execution.change()).isEqualTo(change.id());
    assertThat(execution.target()).isEqualTo(change.target());
    assertThat(execution.state()).isEqualTo(Execution.State.RUNNING);
    assertThat(store.requests().find(intent.request()).orElseThrow().execution())
        .isEqualTo(intent.execution());
  }

  @Test
  void p2_thoseThatAreRefusedHarmNoNeighbour() throws Exception {
    makeLease("one");
    Intent good = auto("one");
    Intent busy = auto("one");
    Intent frozen = auto("frozen");
    Intent elsewhere = auto("never-seen-before");
    store
        .freezes()
        .set(frozen.change().target(), "why", Samples.ADA, samples.draft(AuditEvent.FREEZE_SET));

    Future<Beginning> first;
    Future<Beginning> copy;
    Future<Beginning> ofBusy;
    Future<Beginning> ofFrozen;
    Future<Beginning> last;
    try (Standstill standstill = standstill()) {
      first = standstill.behind(begin(good));
      copy = standstill.behind(begin(good));
      ofBusy = standstill.behind(begin(busy));
      ofFrozen = standstill.behind(begin(frozen));
      last = standstill.behind(begin(elsewhere));
    }

    assertThat(first.get()).isInstanceOf(Begun.class);
    assertThat(copy.get()).isInstanceOf(Held.class);
    assertThat(ofBusy.get())
        .isInstanceOfSatisfying(
            Busy.class, by -> assertThat(by.holder()).isEqualTo(good.execution()));
    assertThat(ofFrozen.get()).isInstanceOf(Frozen.class);
    assertThat(last.get()).isInstanceOf(Begun.class);
    assertThat(meters.get("sallyport.store.group").tag("what", "auto").summary().max())
        .isEqualTo(5);
    assertBegunWithItsOwnChange(good);
    assertBegunWithItsOwnChange(elsewhere);
    assertThat(store.changes().find(busy.change().id())).isEmpty();
    assertThat(store.changes().find(frozen.change().id())).isEmpty();
    assertThat(bench.number("SELECT count(*) FROM executions")).isEqualTo(2 + holders);
    assertThat(AuditVerifier.verify(store.audit(), Bench.SEALER).isWhole()).isTrue();
  }

  @Test
  void aRowThatTheDatabaseRefusesFailsAlone() throws Exception {
    Intent good = auto("one");
    Intent plain = auto("two");
    Intent bad =
        new Intent(
            plain.request(),
            plain.fingerprint(),
            plain.change(),
            plain.execution(),
            plain.token(),
            plain.traceId(),
            "\0",
            plain.whileUnknown(),
            plain.audit());
    Intent alsoGood = auto("three");

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
    assertThat(store.changes().find(plain.change().id())).isEmpty();
  }

  @Test
  void p1_ofManyAtTwoGatesOneBeginsOnEachTarget() throws Exception {
    try (PostgresStore other = bench.open(null, Duration.ofSeconds(15))) {
      List<Beginning> begun =
          Race.of(
              60,
              i -> {
                Intent intent = auto("target-" + i % 3);
                return () -> begin(i % 2 == 0 ? store : other, intent);
              });

      assertThat(begun).filteredOn(Begun.class::isInstance).hasSize(3);
      assertThat(begun).filteredOn(Busy.class::isInstance).hasSize(57);
    }
    assertThat(bench.number("SELECT count(*) FROM changes")).isEqualTo(3);
    assertThat(bench.number("SELECT count(DISTINCT target) FROM executions")).isEqualTo(3);
  }

  /// Asks again where a busy machine kept the store from answering in time: nothing has begun then.
  private static Beginning begin(PostgresStore store, Intent intent) {
    for (int tries = 1; ; tries++) {
      try {
        return store.executions().begin(intent);
      } catch (StoreUnavailableException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }
}
