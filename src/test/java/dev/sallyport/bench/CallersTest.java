package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallersTest {
  @Test
  void work_that_could_not_begin_in_time_counts_from_when_it_was_planned() throws Exception {
    AtomicLong now = new AtomicLong();
    Callers callers = new Callers(1, () -> now.addAndGet(1), null);
    List<Long> late = new ArrayList<>();

    callers.atRate(
        Duration.ofNanos(1_000_000),
        10_000,
        (_, planned) -> {
          late.add(now.get() - planned);
          now.addAndGet(250_000);
        });

    assertThat(late.getFirst()).isLessThan(1_000);
    assertThat(late.get(1)).isBetween(150_000L, 151_000L);
    assertThat(late.get(2)).isBetween(300_000L, 301_000L);
  }
}
