package dev.sallyport.store;

import java.time.Duration;

/// What the contract's tests work on: two gates on one database, and the clock both go by.
interface StoreBench {
  /// How long a gate counts as living without a sign of life.
  Duration LEASE = Duration.ofSeconds(10);

  Store one();

  Store two();

  SettableClock clock();

  /// Ends a gate as a crash would: it gives nothing back and says nothing.
  void kill(Store store);

  Samples samples();
}
