package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class TurnstileTest {
  private static final int THREADS = 64;
  private static final int TIMES = 2_000;

  private final Turnstile turnstile = new Turnstile();

  private final AtomicBoolean entered = new AtomicBoolean();
  private final AtomicBoolean interrupted = new AtomicBoolean();

  /// Not volatile: what one wrote inside, the next sees.
  private int counted;

  private void countInside() {
    for (int i = 0; i < TIMES; i++) {
      turnstile.enter();
      try {
        counted++;
      } finally {
        turnstile.leave();
      }
    }
  }

  @Test
  void threads_that_wait_for_nothing_count_together_without_losing_any() {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        threads.submit(this::countInside);
      }
    }

    assertThat(counted).isEqualTo(THREADS * TIMES);
  }

  @Test
  void virtual_threads_count_together_without_losing_any() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < THREADS; i++) {
        threads.submit(this::countInside);
      }
    }

    assertThat(counted).isEqualTo(THREADS * TIMES);
  }

  private Thread whoEntersOnce() {
    return Thread.ofPlatform()
        .start(
            () -> {
              turnstile.enter();
              entered.set(true);
              interrupted.set(Thread.currentThread().isInterrupted());
              turnstile.leave();
            });
  }

  @Test
  void whoever_finds_it_taken_for_long_naps_outside_and_then_gets_in() throws Exception {
    turnstile.enter();
    Thread waiting = whoEntersOnce();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    assertThat(entered).isFalse();

    turnstile.leave();

    assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
    assertThat(entered).isTrue();
    assertThat(interrupted).isFalse();
  }

  @Test
  void a_thread_that_is_interrupted_outside_still_waits_for_its_turn_and_stays_interrupted()
      throws Exception {
    turnstile.enter();
    Thread waiting = whoEntersOnce();
    waiting.interrupt();
    assertThat(entered).isFalse();

    turnstile.leave();

    assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
    assertThat(entered).isTrue();
    assertThat(interrupted).isTrue();
  }
}
