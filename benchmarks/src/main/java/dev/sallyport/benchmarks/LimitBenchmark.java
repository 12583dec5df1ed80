package dev.sallyport.benchmarks;

import dev.sallyport.limit.InMemoryWindows;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What one decision of a limiter in memory costs, its key's look-up and its clock included, where
/// all are admitted and where nearly all are refused.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitBenchmark {
  private static final int LIMIT = 100;
  private static final Duration SPAN = Duration.ofMinutes(1);
  private static final long MOST_SLOTS = 8L << 20;
  private static final long SEED = 20_261_126;

  @Param({"10000", "1"})
  public int keys;

  @Param({"true", "false"})
  public boolean admitted;

  private final List<List<Window>> windows = new ArrayList<>();
  private final ConcurrentMap<WindowKey, Long> found = new ConcurrentHashMap<>();
  private final ConcurrentMap<WindowKey, Bucket> buckets = new ConcurrentHashMap<>();
  private final ConcurrentMap<WindowKey, RateLimiter> limiters = new ConcurrentHashMap<>();
  private Clock clock;
  private InMemoryWindows memory;
  private int next;

  /// The machine's clock, which is read; and what it is ahead by, so that each key is asked half as
  /// often as it may be, however fast the machine is.
  private static final class Clock implements InstantSource, TimeMeter {
    private final long step;
    private long ahead;

    private Clock(long step) {
      this.step = step;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
      ahead += step;
      return System.currentTimeMillis() + ahead / 1_000_000;
    }

    @Override
    public long currentTimeNanos() {
      ahead += step;
      return System.nanoTime() + ahead;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  @Setup
  public void fill() {
    clock = new Clock(admitted ? 2 * SPAN.toNanos() / LIMIT / keys : 0);
    memory = new InMemoryWindows(clock, 2 * keys + 64, MOST_SLOTS);
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            // It reads no clock but the machine's.
            .limitForPeriod(admitted ? Integer.MAX_VALUE / 2 : LIMIT)
            .limitRefreshPeriod(SPAN)
            .timeoutDuration(Duration.ZERO)
            .build();
    for (int i = 0; i < keys; i++) {
      WindowKey key = new WindowKey(WindowKey.Scope.PRINCIPAL, "heavy", "principal-" + i);
      windows.add(List.of(new Window(key, LIMIT, SPAN, Duration.ZERO)));
      found.put(key, (long) i);
      buckets.put(
          key,
          Bucket.builder()
              .withCustomTimePrecision(clock)
              .addLimit(limit -> limit.capacity(LIMIT).refillGreedy(LIMIT, SPAN))
              .build());
      limiters.put(key, RateLimiter.of("principal-" + i, config));
    }
    // In the order in which they lie in memory, a processor fetches the next key before it is asked.
    Collections.shuffle(windows, new Random(SEED));
  }

  private List<Window> next() {
    next = next + 1 < keys ? next + 1 : 0;
    return windows.get(next);
  }

  /// The least that any limiter must do.
  @Benchmark
  public long clockAndLookUp() {
    return clock.millis() + found.get(next().getFirst().key());
  }

  @Benchmark
  public Decision sallyport() {
    return memory.decide(next());
  }

  @Benchmark
  public boolean bucket4j() {
    return buckets.get(next().getFirst().key()).tryConsume(1);
  }

  /// As ours, it also says what remains and when there is more.
  @Benchmark
  public Object bucket4jProbe() {
    return buckets.get(next().getFirst().key()).tryConsumeAndReturnRemaining(1);
  }

  @Benchmark
  public boolean resilience4j() {
    return limiters.get(next().getFirst().key()).acquirePermission();
  }
}
