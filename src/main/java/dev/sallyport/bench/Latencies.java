package dev.sallyport.bench;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// What callers saw: how long each step took them, and what it was refused with.
final class Latencies {
  /// What takes longer counts as this long.
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private static final int DIGITS = 3;
  private static final double MICROS_A_MILLI = 1_000;
  private static final double P50 = 50;
  private static final double P99 = 99;
  private static final double P999 = 99.9;

  private final Map<String, Histogram> steps = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

  void took(String step, long nanos) {
    steps
        .computeIfAbsent(step, _ -> new ConcurrentHistogram(LONGEST_MICROS, DIGITS))
        .recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST_MICROS));
  }

  void failed(String slug) {
    errors.computeIfAbsent(slug, _ -> new LongAdder()).increment();
  }

  long count(String step) {
    Histogram histogram = steps.get(step);
    return histogram == null ? 0 : histogram.getTotalCount();
  }

  /// How often each refusal came, by its slug.
  SortedMap<String, Long> errors() {
    SortedMap<String, Long> sums = new TreeMap<>();
    errors.forEach((slug, sum) -> sums.put(slug, sum.sum()));
    return sums;
  }

  /// A row of [#COLUMNS]; zeros where the step never came.
  Table.Row row(String name, String step) {
    Histogram seen = steps.get(step);
    if (seen == null) {
      return Table.Row.of(name, 0, 0, 0, 0, 0);
    }
    return Table.Row.of(
        name,
        seen.getTotalCount(),
        seen.getValueAtPercentile(P50) / MICROS_A_MILLI,
        seen.getValueAtPercentile(P99) / MICROS_A_MILLI,
        seen.getValueAtPercentile(P999) / MICROS_A_MILLI,
        seen.getMaxValue() / MICROS_A_MILLI);
  }

  static final java.util.List<String> COLUMNS =
      java.util.List.of("count", "p50 ms", "p99 ms", "p99.9 ms", "max ms");

  static final int P99_COLUMN = 2;
}
