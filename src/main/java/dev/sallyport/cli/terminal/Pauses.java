package dev.sallyport.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How a command waits before it asks again.
@FunctionalInterface
public interface Pauses {
  /// @throws InterruptedException when the command is to end
  void wait(Duration pause) throws InterruptedException;

  /// The pauses of a real clock.
  static Pauses real() {
    CountDownLatch never = new CountDownLatch(1);
    return pause -> {
      boolean reached = never.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      if (reached) {
        throw new IllegalStateException("nobody counts it down");
      }
    };
  }
}
