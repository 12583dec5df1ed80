package dev.sallyport.config;

import java.time.Duration;

/// How long what has ended is kept. The audit record has no such time: it keeps its whole chain.
///
/// @param changes since a change ended: itself, its plan, its approvals, tokens and executions; at
///     least as long as the answers under idempotency keys are
/// @param output since an execution reported a line of it; at most as long as its change
public record Retention(Duration changes, Duration output) {
  public static final Range<Duration> TIMES =
      new Range<>(Duration.ofDays(1), Duration.ofDays(3650));
  public static final Retention DEFAULT = new Retention(Duration.ofDays(90), Duration.ofDays(30));

  public Retention {
    TIMES.require("retention.changes", changes);
    TIMES.require("retention.output", output);
    if (output.compareTo(changes) > 0) {
      throw new IllegalArgumentException("retention.output must be at most retention.changes");
    }
  }
}
