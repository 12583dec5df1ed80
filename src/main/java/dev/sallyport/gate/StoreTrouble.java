package dev.sallyport.gate;

import dev.sallyport.store.StoreUnavailableException.Why;

/// Why the store takes no work, as callers and operators read it.
final class StoreTrouble {
  private StoreTrouble() {}

  /// A sentence without its full stop.
  static String sentence(Why why) {
    return switch (why) {
      case AWAY -> "The gate cannot reach its store";
      case READ_ONLY -> "The gate's store takes no writes: it is a standby, or read-only";
      case TOO_SLOW -> "The gate's store did not answer in time";
      case FULL -> "Too many requests wait for the gate's store";
    };
  }
}
