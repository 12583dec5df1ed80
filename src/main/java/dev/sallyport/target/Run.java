package dev.sallyport.target;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;

/// One execution as its target sees it while it runs.
public interface Run {
  ExecutionId execution();

  ChangeId change();

  /// The W3C `traceparent` to hand on to whatever the target starts.
  String traceparent();

  /// Takes one line of what the target reports while it works; bounded and redacted by the taker.
  void report(String line);
}
