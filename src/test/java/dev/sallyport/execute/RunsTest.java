package dev.sallyport.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Outcome;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.Samples;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.sqlite.SqliteConfig;
import dev.sallyport.store.sqlite.SqliteStore;
import dev.sallyport.target.Run.Channel;
import dev.sallyport.target.Run.Stop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// What reaches the executions of a gate, and what reaches the store from them.
@Tag("integration")
class RunsTest {
  private static final Duration LEASE = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
  private final AtomicLong nanos = new AtomicLong(42);
  private final Samples samples = new Samples(clock);
  private SqliteStore store;
  private SqliteStore other;
  private Runs runs;

  @BeforeEach
  void open() {
    store = store();
    other = store();
    runs = new Runs(store, clock, nanos::get, LEASE, Runnable::run);
  }

  @AfterEach
  void close() {
    store.close();
    other.close();
  }

  private SqliteStore store() {
    return SqliteStore.open(
        SqliteConfig.of(folder.resolve("sallyport.db")).withLease(LEASE),
        clock,
        new SecureRandom(),
        new AuditSealer(new byte[AuditSealer.KEY_BYTES]),
        new SimpleMeterRegistry());
  }

  private LiveRun begun() {
    Intent intent = samples.apply(samples.previewed(store));
    store.executions().begin(intent);
    return runs.begin(
        new Subject(
            intent.change(),
            intent.execution(),
            Action.APPLY,
            Samples.ADA,
            intent.traceId(),
            JsonNodeFactory.instance.objectNode()),
        1,
        Optional.empty());
  }

  private static CompletableFuture<Stop> stopOf(LiveRun run) {
    return run.stop().toCompletableFuture();
  }

  @Test
  void whatIsReportedIsReadByOtherGates() {
    LiveRun run = begun();
    run.report(Channel.STDOUT, "hello");
    run.progress(50);
    runs.save();
    run.report(Channel.STDERR, "bye");
    store
        .executions()
        .finish(
            run.execution(),
            samples.ending(Action.APPLY, Outcome.SUCCEEDED),
            run.transcript().rest());

    assertThat(other.outputs().after(run.execution(), 0, 10))
        .extracting(Line::seq, line -> line.channel().wire(), Line::text)
        .containsExactly(
            tuple(1L, "stdout", "hello"), tuple(2L, "progress", "50"), tuple(3L, "stderr", "bye"));
  }

  @Test
  void aStopAskedOfAnotherGateReachesTheRunOnce() {
    LiveRun run = begun();
    runs.look();
    assertThat(stopOf(run)).isNotDone();

    other
        .executions()
        .stop(run.execution(), Stop.CANCELLED, samples.draft(AuditEvent.EXECUTION_STARTED));
    runs.look();
    runs.stopAll(Stop.GATE_STOPPING);

    assertThat(stopOf(run)).isCompletedWithValue(Stop.CANCELLED);
  }

  @Test
  void p3_aRunThatAnotherGateFoundDeadIsToldThatItsLeaseIsLost() {
    LiveRun run = begun();
    clock.advance(LEASE);
    other.executions().cutOff(10);

    runs.look();

    assertThat(stopOf(run)).isCompletedWithValue(Stop.LEASE_LOST);
  }

  /// Its ending is in the store, and the run has not been taken off the list yet.
  @Test
  void aRunThatHasJustEndedIsNotTakenToBeLost() {
    LiveRun run = begun();
    run.ending();
    store.executions().finish(run.execution(), samples.ending(Action.APPLY, Outcome.SUCCEEDED));

    runs.look();

    assertThat(stopOf(run)).isNotDone();
  }

  @Test
  void p6_withoutAWordFromTheStoreForItsLeaseARunIsTakenToBeLost() {
    LiveRun run = begun();
    runs.look();
    store.close();

    nanos.addAndGet(LEASE.toNanos());
    assertThatThrownBy(runs::look).isInstanceOf(StoreUnavailableException.class);
    assertThat(stopOf(run)).isNotDone();
    nanos.addAndGet(1);
    assertThatThrownBy(runs::look).isInstanceOf(StoreUnavailableException.class);

    assertThat(stopOf(run)).isCompletedWithValue(Stop.LEASE_LOST);
  }

  @Test
  void reportingGoesOnWhileTheStoreIsAway() {
    LiveRun run = begun();
    other.close();
    store.close();

    run.report(Channel.STDOUT, "nobody takes it");
    assertThatThrownBy(runs::save).isInstanceOf(StoreUnavailableException.class);

    assertThat(run.transcript().rest())
        .extracting(Line::text)
        .isEqualTo(List.of("nobody takes it"));
  }
}
