package dev.sallyport.store;

/// What the contract's tests work on: two gates on one database, and the clock both go by.
interface StoreBench {
  Store one();

  Store two();

  SettableClock clock();

  /// Ends a gate as a crash would: it gives nothing back and says nothing.
  void kill(Store store);

  Samples samples();
}
