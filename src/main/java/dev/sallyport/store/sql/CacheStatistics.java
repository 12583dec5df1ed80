package dev.sallyport.store.sql;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/// What the statement caches of one store did, all connections together.
public final class CacheStatistics {
  private static final String NAME = "sallyport.store.statements";

  private final Counter hits;
  private final Counter misses;
  private final Counter evictions;
  private final Counter expirations;
  private final Counter drops;
  private final Counter prepares;
  private final AtomicLong open = new AtomicLong();

  public CacheStatistics(MeterRegistry meters) {
    hits = meters.counter(NAME + ".hits");
    misses = meters.counter(NAME + ".misses");
    evictions = meters.counter(NAME + ".evictions");
    expirations = meters.counter(NAME + ".expirations");
    drops = meters.counter(NAME + ".drops");
    prepares = meters.counter(NAME + ".prepares");
    Gauge.builder(NAME + ".open", open, AtomicLong::get)
        .description("Prepared statements that are open now")
        .register(meters);
  }

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }

  void evicted() {
    evictions.increment();
  }

  void expired() {
    expirations.increment();
  }

  void dropped() {
    drops.increment();
  }

  void prepared() {
    prepares.increment();
    open.incrementAndGet();
  }

  void closed() {
    open.decrementAndGet();
  }
}
