package dev.sallyport.metrics;

import java.util.Locale;

/// What a rate limit decided about one request.
public enum Admission {
  ADMITTED,
  /// Over the limit, which starts a block.
  REFUSED,
  /// Inside a block.
  BLOCKED;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
