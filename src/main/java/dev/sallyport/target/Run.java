package dev.sallyport.target;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import java.util.concurrent.CompletionStage;

/// One execution as its target sees it while it runs.
public interface Run {
  ExecutionId execution();

  ChangeId change();

  /// The number of the lease this run holds; it grows with every lease of the target, so that a
  /// later run's is always larger.
  long fence();

  /// The W3C `traceparent` to hand on to whatever the target starts.
  String traceparent();

  /// Where a line of output came from.
  enum Channel {
    /// Said by the target's kind itself.
    NOTE,
    STDOUT,
    STDERR
  }

  /// Takes one line of what the target reports while it works; bounded and redacted by the taker.
  void report(Channel channel, String line);

  /// Takes a note of the target's kind.
  default void report(String line) {
    report(Channel.NOTE, line);
  }

  /// Takes how far the work has come, 0 to 100.
  void progress(int percent);

  /// Why a run is asked to end before it is done.
  enum Stop {
    /// Somebody cancelled the change.
    CANCELLED,
    /// An operator froze the target and wants what runs on it ended.
    FROZEN,
    /// The gate stops, and has waited as long as it would.
    GATE_STOPPING,
    /// The gate has lost the lease; what it starts now would be a second execution.
    LEASE_LOST
  }

  /// Completes when the run is asked to end early. What honours it ends everything that it started
  /// and then says as exactly as it can what took effect; what cannot end early ignores it.
  CompletionStage<Stop> stop();
}
