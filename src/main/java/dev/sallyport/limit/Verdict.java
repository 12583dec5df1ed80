package dev.sallyport.limit;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.window.Decision;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a request's limits say to it.
public sealed interface Verdict {
  LimitState state();

  record Admitted(LimitState state) implements Verdict {}

  /// @param type `rate-limited` where the window is full, `rate-blocked` during a block
  /// @param retryAfter whole seconds, at least one; before then trying again is of no use
  record Refused(ProblemType type, Duration retryAfter, LimitState state) implements Verdict {
    /// The refusal as the caller reads it.
    public Problem problem() {
      String policy =
          "`"
              + state.policy()
              + "` ("
              + state.limit()
              + " requests in "
              + state.window().toSeconds()
              + " seconds)";
      String detail =
          type == ProblemType.RATE_BLOCKED
              ? "A block holds after the limit " + policy + " was passed. It ends in "
              : "The limit " + policy + " is reached. Try again in ";
      return Problem.of(type, detail + retryAfter.toSeconds() + " seconds.")
          .withRetryAfter(retryAfter);
    }
  }

  /// The verdict that a decision of the windows comes to.
  static Verdict of(Decision decision, Instant now) {
    LimitState state = LimitState.tightest(decision.readings(), now);
    return switch (decision) {
      case Decision.Admitted _ -> new Admitted(state);
      case Decision.Full full -> refused(ProblemType.RATE_LIMITED, full.readings(), state);
      case Decision.Blocked blocked -> refused(ProblemType.RATE_BLOCKED, blocked.readings(), state);
    };
  }

  private static Refused refused(ProblemType type, List<WindowReading> readings, LimitState state) {
    long wait =
        readings.stream()
            .filter(WindowReading::refused)
            .mapToLong(WindowReading::effectiveWindow)
            .max()
            .orElse(0);
    return new Refused(type, LimitState.wholeSeconds(Math.max(1, wait)), state);
  }
}
