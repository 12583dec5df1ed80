package dev.sallyport.gate;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.execute.Bells;
import dev.sallyport.execute.Drain;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The event streams that are open in this gate: so many in all and for each principal, and none
/// once the gate stops.
public final class Streams implements AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Limits limits;
  private final Bells<ExecutionId> news;
  private final Map<PrincipalId, Integer> each = new HashMap<>();
  private int open;
  private boolean closed;

  /// @param inAll how many may be open in one gate
  /// @param perPrincipal how many of them may be one principal's
  public record Limits(int inAll, int perPrincipal) {
    public static final Limits DEFAULT = new Limits(128, 8);
  }

  /// @param news wakes the streams when they are to end
  public Streams(Limits limits, Bells<ExecutionId> news) {
    this.limits = limits;
    this.news = news;
  }

  /// Counts one in.
  ///
  /// @return why not
  synchronized Optional<Problem> enter(PrincipalId who) {
    if (closed) {
      return Optional.of(Drain.PROBLEM);
    }
    if (each.getOrDefault(who, 0) >= limits.perPrincipal()) {
      return Optional.of(
          full(
              "A key follows at most %d executions at once (streams.perPrincipal)",
              limits.perPrincipal()));
    }
    if (open >= limits.inAll()) {
      return Optional.of(
          full(
              "At most %d executions are followed at once in all (streams.inAll)", limits.inAll()));
    }
    open++;
    each.merge(who, 1, Integer::sum);
    return Optional.empty();
  }

  synchronized void leave(PrincipalId who) {
    open--;
    each.computeIfPresent(who, (same, count) -> count == 1 ? null : count - 1);
  }

  private static Problem full(String limit, int most) {
    return Problem.of(
            ProblemType.RATE_LIMITED,
            limit.formatted(most)
                + "; end another stream first, or ask GET /v1/executions/{id} from time to time.")
        .withRetryAfter(RETRY);
  }

  /// How many are open now.
  public synchronized int open() {
    return open;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /// Ends all of them; each still sends what the store has. Whoever follows goes on at another gate
  /// with `Last-Event-ID`.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    news.ringAll();
  }
}
