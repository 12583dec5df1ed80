package dev.sallyport.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("integration")
class WorkTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final Deadlines deadlines = new Deadlines(nanos::get);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final Work<String> work = new Work<>();

  @AfterEach
  void close() {
    deadlines.close();
    callers.shutdownNow();
  }

  private Future<String> caller() {
    Future<String> caller = callers.submit(() -> work.await(deadlines, LONG, LONG));
    await().atMost(SOON).until(() -> deadlines.waiting() == 1);
    return caller;
  }

  private void after(Duration time) {
    nanos.addAndGet(time.toNanos());
    deadlines.look();
  }

  private static void assertTooSlow(Future<String> caller, String message) {
    assertThatThrownBy(caller::get)
        .cause()
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, late -> assertThat(late.why()).isEqualTo(Why.TOO_SLOW))
        .hasMessage(message);
  }

  @Test
  void itsCallerGetsWhatItCameTo() throws Exception {
    Future<String> caller = caller();

    assertThat(work.take()).isTrue();
    after(LONG.minusNanos(1));
    work.complete("done");

    assertThat(caller.get()).isEqualTo("done");
    assertThat(deadlines.waiting()).isZero();
  }

  @Test
  void whatIsNotTakenInTimeNeverHappens() {
    Future<String> caller = caller();

    after(LONG.minusNanos(1));
    assertThat(caller.isDone()).isFalse();
    after(Duration.ofNanos(1));

    assertTooSlow(caller, "the store did not begin in time");
    assertThat(work.take()).isFalse();
  }

  @Test
  void whatIsTakenMayTakeAsLongAgain() throws Exception {
    Future<String> caller = caller();
    assertThat(work.take()).isTrue();

    after(LONG);
    after(LONG.minusNanos(1));
    work.complete("done late");

    assertThat(caller.get()).isEqualTo("done late");
  }

  @Test
  void whatIsTakenAndNotDoneMayStillHappen() {
    Future<String> caller = caller();
    assertThat(work.take()).isTrue();

    after(LONG);
    after(LONG);
    assertTooSlow(caller, "the store did not finish in time; it may still happen");

    work.complete("nobody waits for it");
  }

  @Test
  void whoIsInterruptedBeforeItIsTakenLeavesIt() {
    Future<String> caller = caller();

    caller.cancel(true);

    await().atMost(SOON).until(() -> deadlines.waiting() == 0);
    assertThat(work.take()).isFalse();
  }

  @Test
  void whoIsInterruptedOnceItIsTakenWaitsForItsEnd() {
    Future<String> caller = caller();
    assertThat(work.take()).isTrue();

    caller.cancel(true);
    after(LONG);
    assertThat(deadlines.waiting()).isEqualTo(1);

    work.complete("done");
    await().atMost(SOON).until(() -> deadlines.waiting() == 0);
  }
}
