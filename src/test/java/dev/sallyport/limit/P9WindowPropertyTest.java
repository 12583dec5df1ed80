package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

@Tag("rate-limit")
class P9WindowPropertyTest {
  @Property(tries = 500)
  void p9_no_window_of_the_configured_length_ever_holds_more_than_the_limit(
      @ForAll @IntRange(min = 1, max = 20) int limit,
      @ForAll @IntRange(min = 1, max = 5) int seconds,
      @ForAll @Size(max = 300) List<@LongRange(min = 0, max = 2_000) Long> gaps) {
    SettableClock clock = new SettableClock(0);
    InMemoryWindows windows = new InMemoryWindows(clock, 16, 10_000);
    long span = seconds * 1_000L;
    Window window =
        new Window(
            new WindowKey(Scope.PRINCIPAL, "p", "s"),
            limit,
            Duration.ofSeconds(seconds),
            Duration.ZERO);
    List<Long> admitted = new ArrayList<>();
    for (long gap : gaps) {
      clock.advance(Duration.ofMillis(gap % 7 == 0 ? 0 : gap));
      if (windows.decide(List.of(window)) instanceof Decision.Admitted) {
        admitted.add(clock.millis());
      }
    }

    for (int i = limit; i < admitted.size(); i++) {
      assertThat(admitted.get(i) - admitted.get(i - limit)).isGreaterThanOrEqualTo(span);
    }
  }
}
