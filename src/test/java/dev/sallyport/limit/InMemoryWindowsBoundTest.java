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
class InMemoryWindowsBoundTest {
  private static final int MOST_KEYS = 1_024;

  private final SettableClock clock = new SettableClock(1_700_000_000_000L);
  private final InMemoryWindows windows =
      new InMemoryWindows(clock, MOST_KEYS, InMemoryWindows.DEFAULT_MOST_SLOTS);

  @Test
  void p10_a_flood_of_addresses_takes_no_more_keys_than_are_allowed() {
    for (int i = 0; i < 100_000; i++) {
      windows.decide(List.of(address("flood-" + i, 100)));
    }

    // And one shared ledger in each stripe.
    assertThat(windows.keys()).isLessThanOrEqualTo(MOST_KEYS + 64);
  }

  @Test
  void p10_a_key_takes_no_more_memory_than_its_limit() {
    List<Window> one = List.of(address("busy", 1_000));
    for (int i = 0; i < 100_000; i++) {
      windows.decide(one);
      clock.advance(Duration.ofMillis(i % 3));
    }

    assertThat(windows.slots()).isEqualTo(1_024);
  }

  @Test
  void p10_a_key_that_an_operator_cleared_takes_no_room_for_what_it_had() {
    Window busy = address("busy", 1_000);
    attempts(busy, 1_000);
    assertThat(windows.slots()).isEqualTo(1_024);

    windows.clear(WindowKey.Scope.ADDRESS, "busy");

    assertThat(windows.slots()).isEqualTo(8);
    assertThat(attempts(busy, 2_000)).isEqualTo(1_000);
    assertThat(windows.slots()).isEqualTo(1_024);
  }

  @Test
  void p10_all_keys_together_take_no_more_than_the_budget_and_then_refuse_without_a_block() {
    long most = 64 * 64;
    InMemoryWindows small = new InMemoryWindows(clock, MOST_KEYS, most);
    int admitted = 0;
    for (int i = 0; i < 50_000; i++) {
      Window window = address("greedy-" + i % 200, 10_000);
      admitted += small.decide(List.of(window)) instanceof Decision.Admitted ? 1 : 0;
    }

    assertThat(small.slots()).isLessThanOrEqualTo(most + 64 * 8);
    assertThat(admitted).isBetween(1_000, (int) most + 64 * 8);
  }

  @Test
  void p9_a_flood_of_keys_gives_nobody_a_second_allowance() {
    Window mine = address("mine", 10);
    int admitted = attempts(mine, 100);
    for (int i = 0; i < 50_000; i++) {
      windows.decide(List.of(address("flood-" + i, 10)));
      admitted += i % 100 == 0 ? attempts(mine, 1) : 0;
    }

    assertThat(admitted).isEqualTo(10);
  }

  @Test
  void p9_a_newcomer_during_a_flood_gets_no_more_than_the_limit_even_when_it_later_finds_a_place() {
    for (int i = 0; i < 50_000; i++) {
      windows.decide(List.of(address("flood-" + i, 10)));
    }
    clock.advance(Duration.ofSeconds(59));
    Window newcomer = address("newcomer", 10);
    int during = attempts(newcomer, 100);

    // The flood's own events end, so that there is room for a ledger; the newcomer's have not.
    clock.advance(Duration.ofSeconds(2));
    for (int i = 0; i < 50_000; i++) {
      windows.decide(List.of(address("flood-" + i % 5_000, 10)));
    }
    int after = attempts(newcomer, 100);

    assertThat(during + after).isLessThanOrEqualTo(10);
  }

  @Test
  void idle_keys_leave() {
    InMemoryWindows roomy = new InMemoryWindows(clock, 64 * MOST_KEYS, 1_000_000);
    for (int i = 0; i < 10_000; i++) {
      roomy.decide(List.of(address("once-" + i, 10)));
    }
    clock.advance(Duration.ofMinutes(2));
    for (int i = 0; i < 64 * 1_000; i++) {
      roomy.decide(List.of(address("busy-" + i % 900, 10)));
    }

    assertThat(roomy.keys()).isEqualTo(900);
    assertThat(roomy.slots()).isLessThanOrEqualTo(900 * 16);
  }

  private int attempts(Window window, int many) {
    int admitted = 0;
    for (int i = 0; i < many; i++) {
      admitted += windows.decide(List.of(window)) instanceof Decision.Admitted ? 1 : 0;
    }
    return admitted;
  }

  private static Window address(String name, int limit) {
    return new Window(
        new WindowKey(Scope.ADDRESS, "default", name),
        limit,
        Duration.ofSeconds(60),
        Duration.ZERO);
  }
}
