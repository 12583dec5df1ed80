package dev.sallyport.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/// The upper bounds of the histograms' buckets. Few enough that a scrape stays small, dense where
/// the gate usually is.
final class Buckets {
  /// 1 ms to the longest wait of a request.
  static final Duration[] REQUEST =
      micros(
          1_000,
          2_500,
          5_000,
          10_000,
          25_000,
          50_000,
          100_000,
          250_000,
          1_000_000,
          5_000_000,
          30_000_000);

  /// 10 us for a step that decides, up to 30 s for one that executes.
  static final Duration[] STEP =
      micros(10, 50, 100, 500, 1_000, 5_000, 25_000, 100_000, 1_000_000, 30_000_000);

  /// 10 ms to an hour.
  static final Duration[] EXECUTION =
      micros(
          10_000,
          50_000,
          250_000,
          1_000_000,
          5_000_000,
          30_000_000,
          120_000_000,
          600_000_000,
          3_600_000_000L);

  private Buckets() {}

  private static Duration[] micros(long... bounds) {
    return LongStream.of(bounds)
        .mapToObj(bound -> Duration.ofNanos(bound * 1_000))
        .toArray(Duration[]::new);
  }
}
