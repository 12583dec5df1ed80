package dev.sallyport.execute;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The stop of a gate: new work is turned away, running work is waited for.
public final class Drain {
  public static final Problem PROBLEM =
      Problem.of(
              ProblemType.DRAINING,
              "This gate is stopping and takes no new work; send the same request again.")
          .withRetryAfter(Duration.ofSeconds(5));

  /// One party is the gate itself; it arrives when the gate begins to stop.
  private final Phaser work = new Phaser(1);

  private volatile boolean draining;

  /// Counts a piece of work in; false once the gate is stopping.
  public boolean enter() {
    if (draining || work.register() < 0) {
      return false;
    }
    if (draining) {
      work.arriveAndDeregister();
      return false;
    }
    return true;
  }

  /// Counts in work that follows from work which was let in.
  void add() {
    work.register();
  }

  public void leave() {
    work.arriveAndDeregister();
  }

  public boolean isDraining() {
    return draining;
  }

  /// Turns new work away and waits for what runs.
  ///
  /// @return false where some still ran after that time
  public boolean drain(Duration longest) throws InterruptedException {
    if (draining) {
      return work.isTerminated();
    }
    draining = true;
    work.arriveAndDeregister();
    return await(longest);
  }

  /// Waits on, once new work is turned away.
  ///
  /// @return false where some still ran after that time
  public boolean await(Duration longest) throws InterruptedException {
    try {
      work.awaitAdvanceInterruptibly(0, longest.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
