package dev.sallyport.target.site;

/// How much comparing of lines one plan may cost, so that no proposal keeps the gate busy for long.
final class Effort {
  /// Enough for two texts of ten thousand lines each that have nothing in common.
  static final long MOST = 100_000_000;

  private long left = MOST;

  /// Whether work of that size may still be done; counts it when it may.
  boolean take(long cost) {
    if (cost > left) {
      return false;
    }
    left -= cost;
    return true;
  }
}
