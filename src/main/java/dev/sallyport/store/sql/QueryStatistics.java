package dev.sallyport.store.sql;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What each query template costs: how often it ran, its time (total, mean, p50, p99), its errors,
/// and a log line with its name, never its values, when it was slow.
public final class QueryStatistics {
  /// From here on a query is slow.
  public static final Duration DEFAULT_SLOW = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(QueryStatistics.class);

  private final MeterRegistry meters;
  private final long slowNanos;
  private final ConcurrentMap<String, Meters> byTemplate = new ConcurrentHashMap<>();

  private record Meters(Timer time, Counter errors, Counter slow) {}

  public QueryStatistics(MeterRegistry meters, Duration slow) {
    this.meters = meters;
    this.slowNanos = slow.toNanos();
  }

  /// Nanoseconds on the registry's clock, to measure with.
  long now() {
    return meters.config().clock().monotonicTime();
  }

  void record(QueryTemplate template, long nanos, boolean failed) {
    Meters of = byTemplate.computeIfAbsent(template.name(), this::register);
    of.time().record(nanos, TimeUnit.NANOSECONDS);
    if (failed) {
      of.errors().increment();
    }
    if (nanos >= slowNanos) {
      of.slow().increment();
      LOG.atWarn()
          .addKeyValue("event.action", "store.slow_query")
          .addKeyValue("template", label(template.name()))
          .addKeyValue("event.duration", nanos)
          .log(
              "Slow query {} took {} ms",
              label(template.name()),
              TimeUnit.NANOSECONDS.toMillis(nanos));
    }
  }

  private Meters register(String name) {
    String label = label(name);
    return new Meters(
        Timer.builder("sallyport.store.query")
            .description("Time per named query template")
            .tag("template", label)
            .publishPercentiles(0.5, 0.99)
            // Every time is kept once for each of these; with one of them the percentiles begin
            // anew now and then, instead of sliding, for a third of the cost.
            .distributionStatisticBufferLength(1)
            .register(meters),
        meters.counter("sallyport.store.query.errors", "template", label),
        meters.counter("sallyport.store.query.slow", "template", label));
  }

  private static String label(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
