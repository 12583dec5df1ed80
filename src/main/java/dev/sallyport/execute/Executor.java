package dev.sallyport.execute;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.Target;
import dev.sallyport.trace.Identifiers;
import dev.sallyport.trace.RequestScope;
import dev.sallyport.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Begins an execution in one transaction, runs it against its target on a thread of its own, and
/// records its ending in another. The request only waits; the execution goes on without it.
public final class Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

  private final Executions executions;
  private final Endings endings;
  private final Identifiers identifiers;
  private final ExecutorService threads;
  private final Drain drain;
  private final LongSupplier nanos;
  private final Checkpoint.Listener checkpoints;
  private final Observer observer;
  private final Runs runs;
  private final Map<ExecutionId, Unrecorded> unrecorded = new ConcurrentHashMap<>();

  /// An ending that the store did not take yet, with its execution's last lines.
  private record Unrecorded(Ending ending, List<Line> last) {}

  /// Is told of executions, for the metrics.
  public interface Observer {
    void began(Action action);

    void ended(Action action, Outcome outcome, Duration took);
  }

  /// @param nanos a clock for durations
  /// @param threads gives each execution a thread; closed by its maker
  /// @param runs knows those that run
  public Executor(
      Executions executions,
      Envelopes envelopes,
      Identifiers identifiers,
      ExecutorService threads,
      Drain drain,
      LongSupplier nanos,
      Checkpoint.Listener checkpoints,
      Observer observer,
      Runs runs) {
    this.executions = executions;
    this.endings = new Endings(envelopes);
    this.identifiers = identifiers;
    this.threads = threads;
    this.drain = drain;
    this.nanos = nanos;
    this.checkpoints = checkpoints;
    this.observer = observer;
    this.runs = runs;
  }

  /// What became of the wish to begin.
  public sealed interface Start {
    /// It runs. The answer comes when the ending is recorded; the future fails with a
    /// [StoreUnavailableException] when it could not be.
    record Running(CompletableFuture<StoredAnswer> answer) implements Start {}

    /// It did not begin, and nothing has changed.
    record NotBegun(Beginning why) implements Start {}
  }

  /// Consumes, claims, takes the lease and records the intent, and then runs.
  ///
  /// @param echo the request as its answer repeats it
  public Start start(Intent intent, Target target, ObjectNode echo) {
    Trace.current().ifPresent(scope -> scope.change(intent.change().id()));
    checkpoints.reached(Checkpoint.BEFORE_BEGIN);
    runs.asking(intent.execution());
    try {
      Beginning beginning = executions.begin(intent);
      return beginning instanceof Beginning.Begun(long fence)
          ? begun(intent, target, echo, fence)
          : new Start.NotBegun(beginning);
    } finally {
      runs.asked(intent.execution());
    }
  }

  private Start begun(Intent intent, Target target, ObjectNode echo, long fence) {
    checkpoints.reached(Checkpoint.BEGUN);
    Subject subject =
        new Subject(
            intent.change(),
            intent.execution(),
            intent.request().action(),
            intent.request().principal(),
            intent.traceId(),
            echo);
    CompletableFuture<StoredAnswer> answer = new CompletableFuture<>();
    Trace.current().ifPresent(scope -> scope.execution(intent.execution()));
    LiveRun run = runs.begin(subject, fence, scope(subject));
    drain.add();
    threads.execute(
        () -> {
          try {
            run.inScope(() -> complete(run, target, answer));
          } catch (RuntimeException | Error e) {
            LOG.error("the gate failed while an execution ran; its target will be asked", e);
            owe(run, unknown(subject, "The gate failed while the execution ran."));
            answer.completeExceptionally(e);
          } finally {
            runs.end(subject.execution());
            drain.leave();
          }
        });
    return new Start.Running(answer);
  }

  private void complete(LiveRun run, Target target, CompletableFuture<StoredAnswer> answer) {
    Subject subject = run.subject();
    observer.began(subject.action());
    long began = nanos.getAsLong();
    Ending ending = run(run, target);
    ended(subject, ending.outcome(), began);
    checkpoints.reached(Checkpoint.BEFORE_FINISH);
    List<Line> last = run.transcript().rest();
    run.ending();
    try {
      if (executions.finish(subject.execution(), ending, last)) {
        checkpoints.reached(Checkpoint.FINISHED);
        answer.complete(ending.answer());
      } else {
        LOG.warn(
            "this gate had lost the execution's lease, so its ending is not recorded; for whoever settles"
                + " it: it ended as {}",
            ending.outcome().wire());
        answer.completeExceptionally(
            new StoreUnavailableException("the execution was settled by another gate"));
      }
    } catch (RuntimeException e) {
      LOG.error("the execution's ending could not be recorded; it is tried again", e);
      unrecorded.put(subject.execution(), new Unrecorded(ending, last));
      answer.completeExceptionally(e);
    }
  }

  private void owe(LiveRun run, Ending ending) {
    unrecorded.putIfAbsent(run.execution(), new Unrecorded(ending, run.transcript().rest()));
  }

  private Ending unknown(Subject subject, String detail) {
    return endings.of(subject, new Effect.Unknown(detail, JsonNodeFactory.instance.objectNode()));
  }

  /// Whether this gate has begun it, or is about to, and has not brought its ending to the store.
  boolean knows(ExecutionId execution) {
    // In this order: a run whose ending the store did not take owes it before it runs no longer.
    return runs.knows(execution) || unrecorded.containsKey(execution);
  }

  /// Tries again to record endings that the store did not take. At most one waits for each target,
  /// since its lease is not given back before.
  ///
  /// @throws StoreUnavailableException while the store is still away
  public void recordLeftOver() {
    unrecorded.forEach(
        (execution, left) -> {
          boolean recorded = executions.finish(execution, left.ending(), left.last());
          unrecorded.remove(execution);
          LOG.info(
              "the ending of {} {}",
              execution,
              recorded ? "is recorded now" : "had been settled by another gate");
        });
  }

  private void ended(Subject subject, Outcome outcome, long began) {
    observer.ended(subject.action(), outcome, Duration.ofNanos(nanos.getAsLong() - began));
  }

  /// Records those that still run as `unknown`, for a gate that waits no longer; their targets are
  /// asked what happened once it is gone.
  ///
  /// @return how many
  public int abandon() {
    int abandoned = 0;
    for (LiveRun run : runs.all()) {
      Ending ending = unknown(run.subject(), "The gate was stopped before the execution ended.");
      run.ending();
      if (executions.finish(run.execution(), ending, run.transcript().rest())) {
        abandoned++;
      }
    }
    return abandoned;
  }

  /// Runs the work; where it throws, the target is asked at once what came of it.
  private Ending run(LiveRun run, Target target) {
    Subject subject = run.subject();
    try {
      checkpoints.reached(Checkpoint.TARGET_ENTERED);
      Effect effect = Work.run(subject.action(), target, subject.change().plan(), run);
      checkpoints.reached(Checkpoint.TARGET_RETURNED);
      return endings.of(subject, effect);
    } catch (RuntimeException e) {
      LOG.error("the target failed in the middle; asking it what happened", e);
      return endings.ofRunning(subject, ask(run, target));
    }
  }

  private static Settlement ask(LiveRun run, Target target) {
    Subject subject = run.subject();
    try {
      return target.settle(
          subject.change().plan(),
          new CutOff(subject.execution(), subject.change().id(), subject.action(), run.fence()));
    } catch (RuntimeException e) {
      LOG.error("the target cannot say what happened", e);
      return new Settlement.CannotTell("The target failed and cannot say what happened.");
    }
  }

  /// The execution's own piece of its request's trace.
  private Optional<RequestScope> scope(Subject subject) {
    return Trace.current()
        .map(
            scope -> {
              RequestScope own = scope.branch(identifiers.child(scope.trace()));
              own.change(subject.change().id());
              own.execution(subject.execution());
              return own;
            });
  }
}
