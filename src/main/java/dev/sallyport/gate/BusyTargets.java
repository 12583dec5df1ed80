package dev.sallyport.gate;

import dev.sallyport.action.Actions;
import dev.sallyport.action.Ask;
import dev.sallyport.action.Replays;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.execute.Bells;
import dev.sallyport.execute.Drain;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Execution.State;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Acts, and lets a request whose target is busy wait for it where its caller said for how long
/// (`Prefer: wait=N`). Those of one gate wait in a line; the first of it tries again once the
/// execution that held the target does so no longer. Nothing is held while they wait, and each try
/// is a whole one, so that the token and the plan are held against what is true by then.
public final class BusyTargets {
  /// How often the first in line looks, since what happens at another gate rings no bell here.
  static final Duration POLL = Duration.ofMillis(250);

  private static final String EXECUTIONS = "/v1/executions/";

  private final Actions actions;
  private final Replays replays;
  private final Executions executions;
  private final Bells<TargetName> free;
  private final Drain drain;
  private final LongSupplier nanos;
  private final Waiting waiting;

  /// How a caller waits.
  ///
  /// @param longest zero where the caller did not say
  /// @param stillKnown why the caller is let through no longer; asked before each further try
  record Patience(Duration longest, Supplier<Optional<Problem>> stillKnown) {}

  /// @param free rings when a target is given back in this gate
  /// @param nanos a clock for durations
  public BusyTargets(
      Actions actions,
      Replays replays,
      Executions executions,
      Bells<TargetName> free,
      Drain drain,
      LongSupplier nanos,
      Waiting waiting) {
    this.actions = actions;
    this.replays = replays;
    this.executions = executions;
    this.free = free;
    this.drain = drain;
    this.nanos = nanos;
    this.waiting = waiting;
  }

  /// Acts once, whatever comes of it.
  Answer run(Ask ask) {
    return actions.run(ask);
  }

  /// Acts, and waits where that finds the target busy.
  Answer run(Ask ask, Patience patience) {
    long start = nanos.getAsLong();
    Answer answer = actions.run(ask);
    if (patience.longest().isZero() || holder(answer).isEmpty()) {
      return answer;
    }
    TargetName target = ask.target().name();
    PrincipalId who = ask.principal().id();
    Optional<String> full = waiting.enter(target, who);
    if (full.isPresent()) {
      return notWaiting(answer, full.get());
    }
    try (Bells<TargetName>.Ear ear = free.listen(target)) {
      return inLine(ask, patience, start + patience.longest().toNanos(), ear, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return answer;
    } finally {
      waiting.leave(target, who);
      free.ringFirst(target);
    }
  }

  private Answer inLine(
      Ask ask, Patience patience, long end, Bells<TargetName>.Ear ear, Answer refusal)
      throws InterruptedException {
    Answer answer = refusal;
    Optional<ExecutionId> holder = holder(answer);
    State seen = State.RUNNING;
    while (holder.isPresent()) {
      long left = end - nanos.getAsLong();
      if (left <= 0) {
        return answer;
      }
      if (drain.isDraining()) {
        return Answer.of(Drain.PROBLEM);
      }
      // One that has become unknown holds the target on, unless the target's policy says otherwise.
      State now = ear.isFirst() ? state(holder.get()) : seen;
      if (now == seen) {
        ear.await(Duration.ofNanos(Math.min(left, POLL.toNanos())));
        continue;
      }
      answer = again(ask, patience, Duration.ofNanos(left));
      Optional<ExecutionId> next = holder(answer);
      seen = next.equals(holder) ? now : State.RUNNING;
      holder = next;
    }
    return answer;
  }

  private State state(ExecutionId execution) {
    return executions.find(execution).map(Execution::state).orElse(State.FAILED);
  }

  private Answer again(Ask ask, Patience patience, Duration left) {
    Optional<Problem> unknown = patience.stillKnown().get();
    if (unknown.isPresent()) {
      return Answer.of(unknown.get());
    }
    Ask again = ask.withPatience(left);
    return replays.find(again).orElseGet(() -> actions.run(again));
  }

  /// Who holds the target, where that is what the answer says.
  private static Optional<ExecutionId> holder(Answer answer) {
    return answer instanceof Answer.Trouble(Problem problem, var headers)
            && problem.type() == ProblemType.TARGET_BUSY
        ? Optional.ofNullable(problem.location())
            .map(URI::getPath)
            .map(path -> new ExecutionId(path.substring(EXECUTIONS.length())))
        : Optional.empty();
  }

  private static Answer notWaiting(Answer answer, String limit) {
    return answer instanceof Answer.Trouble(Problem busy, var headers)
        ? Answer.of(
            new Problem(
                busy.type(),
                busy.detail()
                    + " It did not wait, since as many requests wait as may: "
                    + limit
                    + ".",
                busy.errors(),
                busy.retryAfter(),
                busy.location()))
        : answer;
  }
}
