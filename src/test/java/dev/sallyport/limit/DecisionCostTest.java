package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a decision in memory costs, told by what it allocates: that is the same on a busy machine,
/// and lists, streams and copied logs all show in it.
@Tag("rate-limit")
class DecisionCostTest {
  private static final int DECISIONS = 2_000;
  private static final Duration SPAN = Duration.ofMinutes(1);

  /// An admission is 24 bytes, and its ring grows meanwhile; a refusal with its reading and the
  /// list around it is 88. It was 385 to 620 while each decision went through streams.
  private static final long MOST_BYTES = 200;

  private final SettableClock clock = new SettableClock(1_700_000_000_000L);
  private final InMemoryWindows windows = new InMemoryWindows(clock, 1_024, 1 << 20);

  private static List<Window> asked(int limit) {
    return List.of(
        new Window(
            new WindowKey(WindowKey.Scope.ADDRESS, "heavy", "192.0.2.1"),
            limit,
            SPAN,
            Duration.ZERO));
  }

  private long bytesEach(List<Window> asked) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < DECISIONS; i++) {
      windows.decide(asked);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / DECISIONS;
  }

  @Test
  void an_admission_allocates_little_more_than_its_answer() {
    List<Window> asked = asked(2 * DECISIONS);
    assertThat(windows.decide(asked)).isInstanceOf(Decision.Admitted.class);

    assertThat(bytesEach(asked)).isBetween(1L, MOST_BYTES);
    assertThat(windows.decide(asked)).isInstanceOf(Decision.Admitted.class);
  }

  @Test
  void a_refusal_allocates_no_more_however_many_events_there_are() {
    List<Window> asked = asked(DECISIONS);
    bytesEach(asked);
    assertThat(windows.decide(asked)).isInstanceOf(Decision.Full.class);

    assertThat(bytesEach(asked)).isBetween(1L, MOST_BYTES);
  }
}
