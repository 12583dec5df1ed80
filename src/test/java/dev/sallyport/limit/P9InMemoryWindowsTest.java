package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class P9InMemoryWindowsTest {
  private static final int EVENTS = 200_000;
  private static final long START = 1_700_000_000_000L;
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final SettableClock clock = new SettableClock(START);

  @Test
  void p9_200_000_events_of_bursty_traces_are_decided_as_the_oracle_decides() {
    int traces = Trace.SHAPES.size() * 40;
    int differences = 0;
    int admitted = 0;
    for (int i = 0; i < traces; i++) {
      InMemoryWindows windows = windows();
      Oracle oracle = new Oracle();
      Trace trace = new Trace(i, Trace.SHAPES.get(i % Trace.SHAPES.size()));
      for (Trace.Request request : trace.requests(EVENTS / traces).toList()) {
        clock.set(request.time());
        boolean should = oracle.admits(request.windows(), request.time());
        boolean does = windows.decide(request.windows()) instanceof Decision.Admitted;
        differences += should == does ? 0 : 1;
        admitted += does ? 1 : 0;
      }
    }

    assertThat(differences).isZero();
    // The traces are of use only while both answers are frequent.
    assertThat(admitted).isBetween(EVENTS / 10, EVENTS * 9 / 10);
  }

  @Test
  void p9_of_100_concurrent_callers_exactly_10_are_admitted_in_each_of_500_rounds()
      throws Exception {
    InMemoryWindows windows = windows();
    try (Race race = new Race(100)) {
      for (int round = 0; round < 500; round++) {
        List<Window> asked =
            List.of(principal("agent-" + round, 10), address("192.0.2." + round, 50));

        int admitted = race.wins(() -> windows.decide(asked) instanceof Decision.Admitted);

        assertThat(admitted).as("round %s", round).isEqualTo(10);
        assertThat(windows.peek(asked))
            .extracting(reading -> reading.window().limit() - reading.remaining())
            .as("round %s", round)
            .containsExactly(10, 10);
      }
    }
  }

  @Test
  void p9_a_key_that_was_idle_is_still_known_when_the_clock_is_put_back() {
    InMemoryWindows windows = windows();
    List<Window> asked = List.of(principal("agent", 3));
    assertThat(admittedOf(windows, asked, 3)).isEqualTo(3);

    clock.advance(MINUTE.plusMillis(1));
    for (int i = 0; i < 20_000; i++) {
      windows.decide(List.of(principal("other-" + i % 200, 1)));
    }
    clock.advance(Duration.ofSeconds(-2));

    assertThat(admittedOf(windows, asked, 3)).isZero();
  }

  /// Some pairs lie in one share of the keys, and some of these are new just when that share is
  /// looked through for keys that may leave.
  @Test
  void p9_a_key_does_not_leave_while_it_is_decided_together_with_another() {
    InMemoryWindows windows = windows();
    int admitted = 0;
    for (int i = 0; i < 40_000; i++) {
      // In another order, so that which shares the two lie in is not always the same distance
      // apart.
      String address = "address-" + i * 31_337L % 40_000;
      List<Window> asked = List.of(principal("agent-" + i, 1), address(address, 10));
      admitted += admittedOf(windows, asked, 10);
      clock.advance(Duration.ofSeconds(i % 100 == 0 ? 71 : 0));
    }

    assertThat(admitted).isEqualTo(40_000);
  }

  @Test
  void p9_pairs_that_cross_each_other_are_decided_without_a_deadlock() throws Exception {
    InMemoryWindows windows = windows();
    List<Window> asked = List.of(principal("a", 70), address("x", 1_000));
    List<Window> crossed = List.of(address("x", 1_000), principal("a", 70));
    int[] turn = {0};
    try (Race race = new Race(100)) {
      int admitted =
          race.wins(
              () -> {
                boolean even;
                synchronized (turn) {
                  even = turn[0]++ % 2 == 0;
                }
                return windows.decide(even ? asked : crossed) instanceof Decision.Admitted;
              });

      assertThat(admitted).isEqualTo(70);
    }
  }

  @Test
  void p9_any_number_of_events_may_fall_into_one_millisecond() {
    InMemoryWindows windows = windows();
    List<Window> asked = List.of(principal("agent", 1_000));

    assertThat(admittedOf(windows, asked, 5_000)).isEqualTo(1_000);
    clock.advance(MINUTE.minusMillis(1));
    assertThat(admittedOf(windows, asked, 5_000)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(admittedOf(windows, asked, 5_000)).isEqualTo(1_000);
  }

  @Test
  void p9_a_clock_that_goes_back_5_s_admits_nothing_twice_and_locks_nobody_out() {
    InMemoryWindows windows = windows();
    List<Window> asked = List.of(principal("agent", 10));
    assertThat(admittedOf(windows, asked, 6)).isEqualTo(6);

    clock.advance(Duration.ofSeconds(-5));
    assertThat(admittedOf(windows, asked, 100)).isEqualTo(4);

    clock.set(START + MINUTE.toMillis() - 1);
    assertThat(admittedOf(windows, asked, 100)).isZero();
    clock.set(START + MINUTE.toMillis());
    assertThat(admittedOf(windows, asked, 100)).isEqualTo(10);
  }

  @Test
  void p9_a_clock_that_was_an_hour_ahead_locks_nobody_out_for_an_hour() {
    InMemoryWindows windows = windows();
    List<Window> asked = List.of(principal("agent", 10));
    clock.advance(Duration.ofHours(1));
    assertThat(admittedOf(windows, asked, 100)).isEqualTo(10);

    clock.set(START);
    assertThat(admittedOf(windows, asked, 100)).isZero();
    clock.advance(MINUTE);

    assertThat(admittedOf(windows, asked, 100)).isEqualTo(10);
  }

  @Test
  void p9_a_refusal_by_one_window_costs_nothing_at_the_other() {
    InMemoryWindows windows = windows();
    Window principal = principal("agent", 3);
    Window address = address("192.0.2.1", 5);
    admittedOf(windows, List.of(address), 5);

    assertThat(admittedOf(windows, List.of(principal, address), 100)).isZero();
    assertThat(windows.peek(List.of(principal)).getFirst().remaining()).isEqualTo(3);

    Window elsewhere = address("192.0.2.2", 50);
    assertThat(admittedOf(windows, List.of(principal, elsewhere), 100)).isEqualTo(3);
    assertThat(windows.peek(List.of(elsewhere)).getFirst().remaining()).isEqualTo(47);
  }

  @Test
  void p9_looking_costs_nothing() {
    InMemoryWindows windows = windows();
    List<Window> asked = List.of(principal("agent", 3));

    for (int i = 0; i < 100; i++) {
      assertThat(windows.peek(asked).getFirst().remaining()).isEqualTo(3);
    }
    assertThat(windows.keys()).isZero();
  }

  @Test
  void a_refusal_starts_a_block_in_which_nothing_counts_and_the_next_is_twice_as_long() {
    InMemoryWindows windows = windows();
    WindowKey key = new WindowKey(Scope.PRINCIPAL, "heavy", "agent");
    List<Window> asked = List.of(new Window(key, 2, MINUTE, Duration.ofMinutes(3)));
    admittedOf(windows, asked, 2);

    Decision first = windows.decide(asked);
    clock.advance(Duration.ofMinutes(3).minusMillis(1));
    Decision during = windows.decide(asked);
    clock.advance(Duration.ofMillis(1));
    int after = admittedOf(windows, asked, 2);
    Decision second = windows.decide(asked);

    assertThat(first).isInstanceOf(Decision.Full.class);
    assertThat(first.readings().getFirst().blockedFor()).isEqualTo(180_000);
    assertThat(during).isInstanceOf(Decision.Blocked.class);
    assertThat(during.readings().getFirst().blockedFor()).isOne();
    assertThat(after).isEqualTo(2);
    assertThat(second.readings().getFirst().blockedFor()).isEqualTo(360_000);
  }

  private InMemoryWindows windows() {
    return new InMemoryWindows(
        clock, InMemoryWindows.DEFAULT_MOST_KEYS, InMemoryWindows.DEFAULT_MOST_SLOTS);
  }

  private static int admittedOf(InMemoryWindows windows, List<Window> asked, int attempts) {
    int admitted = 0;
    for (int i = 0; i < attempts; i++) {
      admitted += windows.decide(asked) instanceof Decision.Admitted ? 1 : 0;
    }
    return admitted;
  }

  private static Window principal(String name, int limit) {
    return new Window(new WindowKey(Scope.PRINCIPAL, "heavy", name), limit, MINUTE, Duration.ZERO);
  }

  private static Window address(String address, int limit) {
    return new Window(new WindowKey(Scope.ADDRESS, "heavy", address), limit, MINUTE, Duration.ZERO);
  }
}
