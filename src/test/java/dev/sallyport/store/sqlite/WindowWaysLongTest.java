package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints how many admissions a second the one statement and the rules come to, in turn in one run:
/// the figures of ADR 6.
@Tag("long")
class WindowWaysLongTest {
  private static final int CALLERS = 50;
  private static final int KEYS = 10_000;
  private static final int ROUNDS = 7;
  private static final int DECISIONS = 10_000;
  private static final int LIMIT = 100;
  private static final Duration SPAN = Duration.ofSeconds(1);

  @TempDir private Path folder;

  @Test
  void both_ways_admit_everything_and_their_rates_are_printed() throws Exception {
    double[][] rates = new double[2][ROUNDS];
    try (SqliteStore store =
        Bench.open(
            SqliteConfig.of(folder.resolve("sallyport.db")),
            InstantSource.system(),
            new SimpleMeterRegistry())) {
      SqliteWindows windows = (SqliteWindows) store.windows();
      for (int round = -1; round < ROUNDS; round++) {
        double statement = rate(asked -> windows.decide(asked, _ -> null));
        double rules = rate(asked -> windows.decideByTheRules(asked, _ -> null));
        if (round >= 0) {
          rates[0][round] = statement;
          rates[1][round] = rules;
        }
      }
    }
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> rates[0][i] / rates[1][i]);
    System.out.printf(
        "admissions/s: one statement %s, by the rules %s, ratio %s%n",
        sorted(rates[0]), sorted(rates[1]), sorted(ratios));
  }

  private static String sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return "%.2f (%.2f to %.2f)".formatted(sorted[ROUNDS / 2], sorted[0], sorted[ROUNDS - 1]);
  }

  private static double rate(Function<List<Window>, Decision> way) throws Exception {
    AtomicLong next = new AtomicLong();
    AtomicLong admitted = new AtomicLong();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        all.add(
            threads.submit(
                () -> {
                  for (long n = next.getAndIncrement(); n < DECISIONS; n = next.getAndIncrement()) {
                    if (way.apply(asked(n)) instanceof Decision.Admitted) {
                      admitted.incrementAndGet();
                    }
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(admitted.get()).isEqualTo(DECISIONS);
    return DECISIONS * 1e9 / (System.nanoTime() - began);
  }

  private static List<Window> asked(long n) {
    return List.of(
        window(WindowKey.Scope.PRINCIPAL, "p-" + n % KEYS),
        window(WindowKey.Scope.ADDRESS, "a-" + n % KEYS));
  }

  private static Window window(WindowKey.Scope scope, String subject) {
    return new Window(new WindowKey(scope, "heavy", subject), LIMIT, SPAN, Duration.ZERO);
  }
}
