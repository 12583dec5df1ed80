package dev.sallyport.store.sql;

import java.time.Duration;

/// How many statements a connection keeps prepared, and for how long.
///
/// @param timeToLive since a statement was prepared
public record CacheLimits(int size, Duration timeToLive) {
  public static final CacheLimits DEFAULT = new CacheLimits(64, Duration.ofMinutes(5));

  public CacheLimits {
    if (size < 1) {
      throw new IllegalArgumentException("a statement cache holds at least one statement: " + size);
    }
    if (!timeToLive.isPositive()) {
      throw new IllegalArgumentException("a statement's time to live is positive: " + timeToLive);
    }
  }
}
