package dev.sallyport.bench;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Holds a limiter against [ExactLog] over bursts, lulls and gaps of about a window's length.
final class Accuracy {
  private static final long SEED = 20_261_126;
  private static final int SUBJECTS = 4;
  private static final int LIMIT = 10;
  private static final Duration SPAN = Duration.ofSeconds(60);
  private static final int DICE = 100;
  private static final int BURST = 80;
  private static final int STEP = 97;
  private static final int TOLD_EVERY = 100;

  private Accuracy() {}

  /// @param clock what the limiter goes by
  /// @return events, admitted, admitted over the limit, refused under the limit
  static Table.Row of(
      String name,
      int events,
      AtomicLong clock,
      Function<List<Window>, Decision> limiter,
      Progress progress) {
    SplittableRandom random = new SplittableRandom(SEED);
    ExactLog oracle = new ExactLog();
    long all = 0;
    long over = 0;
    long under = 0;
    for (int i = 0; i < events; i++) {
      long now = clock.addAndGet(step(random));
      Window window = window("accuracy-" + random.nextInt(SUBJECTS), LIMIT, SPAN);
      boolean admitted = limiter.apply(List.of(window)) instanceof Decision.Admitted;
      boolean right = oracle.admits(window, now);
      all += admitted ? 1 : 0;
      over += admitted && !right ? 1 : 0;
      under += right && !admitted ? 1 : 0;
      if (i % TOLD_EVERY == 0) {
        progress.counts(i, events);
      }
    }
    return Table.Row.of(name, events, all, over, under);
  }

  static Window window(String subject, int limit, Duration span) {
    return new Window(
        new WindowKey(WindowKey.Scope.PRINCIPAL, "bench", subject), limit, span, Duration.ZERO);
  }

  private static long step(SplittableRandom random) {
    int dice = random.nextInt(DICE);
    if (dice < BURST) {
      return 0;
    }
    return dice < STEP
        ? random.nextLong(SPAN.toMillis() / LIMIT)
        : SPAN.toMillis() - 1 + random.nextInt(3);
  }
}
