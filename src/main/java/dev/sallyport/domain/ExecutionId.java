package dev.sallyport.domain;

import java.time.Instant;

/// Names one execution; `exe_` and 26 time-ordered characters.
public record ExecutionId(String value) {
  public static final String PREFIX = "exe_";

  public ExecutionId {
    Ids.require(PREFIX, value);
  }

  /// When it was made: before its execution began.
  public Instant madeAt() {
    return Ids.madeAt(PREFIX, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
