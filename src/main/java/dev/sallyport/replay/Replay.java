package dev.sallyport.replay;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.store.StoredRequest;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import java.net.URI;
import java.time.Duration;

/// What a request whose key was used before is answered with (P5).
public sealed interface Replay {
  /// Its first answer, once more.
  record Again(StoredRequest request, StoredAnswer answer) implements Replay {}

  /// The first one still runs, or the key stands for something else.
  record No(Problem problem) implements Replay {}

  /// How long to wait before asking again for the answer of a request that still runs.
  Duration SOON = Duration.ofSeconds(1);

  static Replay of(StoredRequest stored, String fingerprint) {
    if (!stored.fingerprint().equals(fingerprint)) {
      return new No(
          Problem.of(
              ProblemType.IDEMPOTENCY_KEY_REUSED,
              "This idempotency key was used for another request of this action on this target; use a"
                  + " new key for a new change."));
    }
    StoredAnswer answer = stored.answer();
    return answer == null ? new No(inProgress(stored)) : new Again(stored, answer);
  }

  private static Problem inProgress(StoredRequest stored) {
    Problem problem =
        Problem.of(
                ProblemType.IDEMPOTENCY_IN_PROGRESS,
                "The first request with this key is still running; send the same request again to get"
                    + " its answer.")
            .withRetryAfter(SOON);
    return stored.execution() == null
        ? problem
        : problem.withLocation(URI.create("/v1/executions/" + stored.execution()));
  }
}
