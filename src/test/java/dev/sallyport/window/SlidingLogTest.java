package dev.sallyport.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class SlidingLogTest {
  private static final long SPAN = 60_000;

  private final SlidingLog log = new SlidingLog();

  @Test
  void an_event_counts_until_it_is_exactly_as_old_as_the_window() {
    log.admit(1_000, SPAN, 10);

    assertThat(log.count(1_000, SPAN)).isOne();
    assertThat(log.count(60_999, SPAN)).isOne();
    assertThat(log.count(61_000, SPAN)).isZero();
  }

  @Test
  void it_says_when_the_oldest_event_leaves() {
    log.admit(1_000, SPAN, 10);
    log.admit(5_000, SPAN, 10);

    assertThat(log.untilNextLeaves(6_000, SPAN)).isEqualTo(55_000);
    assertThat(log.untilNextLeaves(61_000, SPAN)).isEqualTo(4_000);
    assertThat(log.untilNextLeaves(65_000, SPAN)).isEqualTo(SPAN);
  }

  @Test
  void a_clock_put_back_a_little_forgets_nothing_and_delays_by_no_more_than_that() {
    log.admit(100_000, SPAN, 10);

    assertThat(log.follow(95_000)).isFalse();
    log.admit(95_000, SPAN, 10);

    assertThat(log.count(95_000, SPAN)).isEqualTo(2);
    assertThat(log.count(159_999, SPAN)).isEqualTo(2);
    assertThat(log.count(160_000, SPAN)).isZero();
  }

  @Test
  void a_clock_that_had_been_far_ahead_takes_the_log_back_with_it() {
    log.admit(9_000_000, SPAN, 10);
    log.admit(9_001_000, SPAN, 10);

    assertThat(log.follow(100_000)).isTrue();

    assertThat(log.newest(2)).containsExactly(99_000, 100_000);
    assertThat(log.count(158_999, SPAN)).isEqualTo(2);
    assertThat(log.count(160_000, SPAN)).isZero();
  }

  @Test
  void it_takes_no_more_memory_than_its_limit_needs() {
    for (int i = 0; i < 10_000; i++) {
      log.admit(i * 1_000L, SPAN, 100);
    }

    assertThat(log.size()).isEqualTo(60);
    assertThat(log.slots()).isEqualTo(64);
  }

  @Test
  void it_keeps_the_newest_where_more_are_recorded_than_the_limit() {
    for (int i = 1; i <= 20; i++) {
      log.admit(i, SPAN, 5);
    }

    assertThat(log.newest(100)).containsExactly(16, 17, 18, 19, 20);
  }

  @Test
  void what_it_is_stored_as_gives_it_back() {
    for (int i = 0; i < 23; i++) {
      log.admit(i * 7L, SPAN, 10);
    }

    SlidingLog again = SlidingLog.decode(log.encode());

    assertThat(log.encode()).hasSize(80);
    assertThat(again.newest(100)).containsExactly(log.newest(100));
    assertThat(SlidingLog.decode(new SlidingLog().encode()).size()).isZero();
  }

  @Test
  void events_from_elsewhere_find_their_place() {
    log.admit(10, SPAN, 4);
    log.admit(30, SPAN, 4);

    log.merge(new long[] {20, 40, 5}, 4);

    assertThat(log.newest(100)).containsExactly(10, 20, 30, 40);
  }
}
