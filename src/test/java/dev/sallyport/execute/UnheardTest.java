package dev.sallyport.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Outcome;
import dev.sallyport.execute.Executor.Start;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Samples;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.sqlite.SqliteConfig;
import dev.sallyport.store.sqlite.SqliteStore;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.Target;
import dev.sallyport.trace.Identifiers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// Executions that began without their gate hearing so are told from those that it is about to
/// begin, runs, or has run.
@Tag("integration")
class UnheardTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final InstantSource clock = InstantSource.system();
  private final Samples samples = new Samples(clock);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger applied = new AtomicInteger();

  /// What the store does before it goes away unheard.
  private final AtomicReference<String> loses = new AtomicReference<>("");

  private final AtomicReference<Runnable> atCheckpoint = new AtomicReference<>(() -> {});
  /// What the target says once it has failed in the middle; without it, it does not fail.
  private @Nullable Settlement says;

  private SqliteStore store;
  private Runs runs;
  private Executor executor;
  private Unheard unheard;

  @BeforeEach
  void open() {
    store =
        SqliteStore.open(
            SqliteConfig.of(folder.resolve("sallyport.db")),
            clock,
            new SecureRandom(),
            new AuditSealer(new byte[AuditSealer.KEY_BYTES]),
            new SimpleMeterRegistry());
    runs = new Runs(store, clock, System::nanoTime, Duration.ofMinutes(1), threads);
    Envelopes envelopes = new Envelopes(new Ids(clock, new SecureRandom()), clock);
    executor =
        new Executor(
            losing(store.executions()),
            envelopes,
            new Identifiers(new SecureRandom()),
            threads,
            new Drain(),
            System::nanoTime,
            checkpoint -> atCheckpoint.get().run(),
            new Executor.Observer() {
              @Override
              public void began(Action action) {}

              @Override
              public void ended(Action action, Outcome outcome, Duration took) {}
            },
            runs);
    unheard = new Unheard(store, envelopes, executor, runs, outcome -> {});
  }

  @AfterEach
  void close() {
    threads.close();
    store.close();
  }

  /// The same, but what it does under that name nobody hears of.
  private Executions losing(Executions all) {
    return (Executions)
        Proxy.newProxyInstance(
            Executions.class.getClassLoader(),
            new Class<?>[] {Executions.class},
            (proxy, method, arguments) -> {
              boolean lost = method.getName().equals(loses.get());
              if (lost && method.getName().equals("finish")) {
                throw new StoreUnavailableException("away before it is done");
              }
              try {
                Object done = method.invoke(all, arguments);
                if (lost) {
                  throw new StoreUnavailableException("away, and it is done");
                }
                return done;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Target target() {
    return (Target)
        Proxy.newProxyInstance(
            Target.class.getClassLoader(),
            new Class<?>[] {Target.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("settle")) {
                return says;
              }
              assertThat(method.getName()).isEqualTo("apply");
              applied.incrementAndGet();
              if (says != null) {
                throw new IllegalStateException("it fails in the middle");
              }
              return new Effect.Done(JsonNodeFactory.instance.objectNode());
            });
  }

  private Start start(Intent intent) {
    return executor.start(intent, target(), JsonNodeFactory.instance.objectNode());
  }

  private Execution found(Intent intent) {
    return store.executions().find(intent.execution()).orElseThrow();
  }

  private List<String> events() {
    return store.audit().after(0, 100).stream()
        .map(record -> record.body().path("event").asString(""))
        .filter(event -> event.startsWith("execution."))
        .toList();
  }

  @Test
  void p3_whatBeganUnheardEndsAsNotDoneAndItsTargetIsFree() {
    Intent lost = samples.apply(samples.previewed(store));
    loses.set("begin");
    assertThatThrownBy(() -> start(lost)).isInstanceOf(StoreUnavailableException.class);
    assertThat(found(lost).state()).isEqualTo(Execution.State.RUNNING);

    unheard.settle();

    assertThat(found(lost).state()).isEqualTo(Execution.State.FAILED);
    assertThat(found(lost).detail()).isEqualTo(Unheard.NEVER_RAN);
    assertThat(store.requests().find(lost.request()).orElseThrow().answer().status())
        .isEqualTo(502);
    assertThat(applied).hasValue(0);
    // It was never unknown, so it was not settled.
    assertThat(events()).containsExactly("execution.started", "execution.finished");
    loses.set("");
    assertThat(start(samples.apply(samples.previewed(store)))).isInstanceOf(Start.Running.class);
  }

  @Test
  void p3_whatItsTargetFailedInAndThenTellsOfHasFinishedAndWasNeverUnknown() {
    says = new Settlement.DidNotHappen("It is as it was.", JsonNodeFactory.instance.objectNode());
    Intent intent = samples.apply(samples.previewed(store));
    Start.Running running = (Start.Running) start(intent);

    assertThat(running.answer()).succeedsWithin(SOON).matches(answer -> answer.status() == 502);
    assertThat(found(intent).state()).isEqualTo(Execution.State.FAILED);
    assertThat(events()).containsExactly("execution.started", "execution.finished");
  }

  @Test
  void p3_whatIsAboutToRunOrRunsIsLeftAlone() {
    Intent intent = samples.apply(samples.previewed(store));
    atCheckpoint.set(unheard::settle);

    Start.Running running = (Start.Running) start(intent);

    assertThat(running.answer()).succeedsWithin(SOON).matches(answer -> answer.status() == 200);
    assertThat(found(intent).state()).isEqualTo(Execution.State.SUCCEEDED);
  }

  @Test
  void p3_whatHasRunAndOwesItsEndingIsNotTakenForOneThatNeverRan() {
    Intent intent = samples.apply(samples.previewed(store));
    loses.set("finish");
    Start.Running running = (Start.Running) start(intent);
    assertThat(running.answer()).failsWithin(SOON);
    // The run says last that it is over.
    await().atMost(SOON).untilAsserted(() -> assertThat(runs.has(intent.execution())).isFalse());

    unheard.settle();
    assertThat(found(intent).state()).isEqualTo(Execution.State.RUNNING);
    loses.set("");
    executor.recordLeftOver();

    assertThat(found(intent).state()).isEqualTo(Execution.State.SUCCEEDED);
  }

  @Test
  void p3_whatTheGateFailedInIsUnknownUntilItsTargetIsAsked() {
    Intent intent = samples.apply(samples.previewed(store));
    AtomicInteger turns = new AtomicInteger();
    atCheckpoint.set(
        () -> {
          // Before it begins, begun, target entered, target returned; then before its end.
          if (turns.incrementAndGet() == 5) {
            throw new StackOverflowError("as deep as it goes");
          }
        });
    Start.Running running = (Start.Running) start(intent);
    assertThat(running.answer()).failsWithin(SOON);

    unheard.settle();
    executor.recordLeftOver();

    assertThat(found(intent).state()).isEqualTo(Execution.State.UNKNOWN);
    assertThat(applied).hasValue(1);
  }
}
