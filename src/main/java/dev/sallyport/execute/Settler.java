package dev.sallyport.execute;

import dev.sallyport.change.Change;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.TargetName;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Changes;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Store;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds executions whose gate is gone and settles them by asking their targets what happened. It
/// never runs anything again (P3). A target that cannot tell is asked again less and less often.
public final class Settler {
  /// How many are looked at in one round.
  static final int ROUND = 100;

  /// How long a target that cannot tell is left in peace at first; twice as long each time.
  static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  private final Executions executions;
  private final Changes changes;
  private final Map<TargetName, Target> targets;
  private final Endings endings;

  private final Runs runs;
  private final LongSupplier nanos;
  private final Observer observer;

  private volatile int unknown;

  /// Those whose target could not tell.
  private final Map<ExecutionId, Pause> pauses = new ConcurrentHashMap<>();

  /// @param until in the nanoseconds of the clock for durations
  private record Pause(long until, Duration length) {}

  /// Is told of executions that were settled, for the metrics.
  @FunctionalInterface
  public interface Observer {
    void settled(Outcome outcome);
  }

  /// @param runs those that run in this gate are not asked about
  /// @param nanos a clock for durations
  public Settler(
      Store store,
      Map<TargetName, Target> targets,
      Envelopes envelopes,
      Runs runs,
      LongSupplier nanos,
      Observer observer) {
    this.executions = store.executions();
    this.changes = store.changes();
    this.targets = Map.copyOf(targets);
    this.endings = new Endings(envelopes);
    this.runs = runs;
    this.nanos = nanos;
    this.observer = observer;
  }

  /// One round.
  ///
  /// @return how many were settled
  public int settle() {
    int settled = 0;
    List<Execution> found = executions.cutOff(ROUND);
    pauses.keySet().retainAll(found.stream().map(Execution::id).toList());
    for (Execution execution : found) {
      if (isLeftInPeace(execution.id())) {
        continue;
      }
      if (settle(execution)) {
        settled++;
        pauses.remove(execution.id());
      } else {
        pause(execution);
      }
    }
    unknown = executions.count(Execution.State.UNKNOWN);
    return settled;
  }

  /// How many stood unsettled at the end of the last round.
  public int unknown() {
    return unknown;
  }

  /// One that still runs here, though another gate took it for dead, has the target's attention.
  private boolean isLeftInPeace(ExecutionId execution) {
    Pause pause = pauses.get(execution);
    return runs.has(execution) || (pause != null && pause.until() - nanos.getAsLong() > 0);
  }

  private void pause(Execution execution) {
    Pause before = pauses.get(execution.id());
    Duration length = before == null ? FIRST_PAUSE : before.length().multipliedBy(2);
    if (length.compareTo(LONGEST_PAUSE) > 0) {
      length = LONGEST_PAUSE;
    }
    pauses.put(execution.id(), new Pause(nanos.getAsLong() + length.toNanos(), length));
    if (before == null) {
      LOG.warn(
          "execution {} on {} was cut off and its target cannot say what happened; where that stays"
              + " so, an operator has to look and resolve it",
          execution.id(),
          execution.target());
    }
  }

  private boolean settle(Execution execution) {
    Target target = targets.get(execution.target());
    Optional<Change> change = changes.find(execution.change());
    if (target == null || change.isEmpty()) {
      return false;
    }
    return switch (ask(target, change.get(), execution)) {
      case Settlement.CannotTell cannotTell -> false;
      case Settlement.Happened happened -> record(execution, change.get(), happened);
      case Settlement.DidNotHappen didNot -> record(execution, change.get(), didNot);
    };
  }

  private static Settlement ask(Target target, Change change, Execution execution) {
    try {
      return target.settle(
          change.plan(),
          new CutOff(execution.id(), change.id(), execution.action(), execution.fence()));
    } catch (RuntimeException e) {
      LOG.warn("target {} cannot be asked about {}", execution.target(), execution.id(), e);
      return new Settlement.CannotTell("The target cannot be asked.");
    }
  }

  private boolean record(Execution execution, Change change, Settlement settlement) {
    Ending ending = endings.of(Subject.of(execution, change), settlement);
    boolean recorded = executions.settle(execution.id(), ending);
    if (recorded) {
      runs.ended(execution.id(), execution.target());
      observer.settled(ending.outcome());
      LOG.info(
          "execution {} on {} was cut off and has been settled as {}",
          execution.id(),
          execution.target(),
          ending.outcome().wire());
    }
    return recorded;
  }
}
