package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CallersTest {
  private final AtomicLong now = new AtomicLong();
  private final List<Long> waits = new ArrayList<>();

  private Callers one() {
    return new Callers(1, () -> now.addAndGet(1), null);
  }

  @Test
  void work_that_could_not_begin_in_time_counts_from_when_it_was_planned() throws Exception {
    List<Long> late = new ArrayList<>();

    one()
        .atRate(
            Duration.ofNanos(1_000_000),
            10_000,
            (_, planned) -> {
              late.add(now.get() - planned);
              now.addAndGet(250_000);
            },
            waits::add);

    assertThat(late.getFirst()).isLessThan(1_000);
    assertThat(late.get(1)).isBetween(150_000L, 151_000L);
    assertThat(late.get(2)).isBetween(300_000L, 301_000L);
  }

  @Test
  void what_is_done_before_the_time_is_over_was_not_faster_than_its_rate() throws Exception {
    Callers.Done done = one().atRate(Duration.ofSeconds(8), 0.125, (_, _) -> {}, waits::add);

    assertThat(done.perSecond()).isEqualTo(0.125);
  }

  @Test
  void what_still_waits_as_the_time_is_over_is_done_and_counted() throws Exception {
    Callers.Done done =
        one()
            .atRate(
                Duration.ofNanos(1_000_000),
                10_000,
                (_, _) -> now.addAndGet(2_000_000),
                waits::add);

    assertThat(done.pieces()).isEqualTo(10);
    assertThat(waits).isEmpty();
  }

  @Test
  void what_has_not_begun_long_after_is_told_with_its_wait() throws Exception {
    long tail = Callers.LONGEST_TAIL.toNanos();

    Callers.Done done =
        one()
            .atRate(
                Duration.ofNanos(1_000_000), 10_000, (_, _) -> now.addAndGet(2 * tail), waits::add);

    assertThat(done.pieces()).isEqualTo(1);
    assertThat(waits).hasSize(9).isSortedAccordingTo((one, other) -> Long.compare(other, one));
    assertThat(waits.getFirst()).isBetween(2 * tail - 101_000, 2 * tail - 99_000);
  }

  @Test
  @Timeout(20)
  void a_failure_of_one_ends_the_others() {
    CountDownLatch failed = new CountDownLatch(1);
    Callers two = new Callers(2, System::nanoTime, null);

    assertThatThrownBy(
            () ->
                two.asFastAsPossible(
                    Duration.ofMinutes(1),
                    (caller, _) -> {
                      if (caller == 1) {
                        failed.countDown();
                        throw new IOException("gone");
                      }
                      failed.await();
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
  }
}
