package dev.sallyport.execute;

import dev.sallyport.change.Change;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Changes;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Store;
import java.util.Optional;

/// Settles an execution by what an operator found out, where its target cannot say what happened.
/// Whoever settles it first has settled it: another operator, or the settling that asks the target.
public final class Resolver {
  private final Executions executions;
  private final Changes changes;
  private final Endings endings;
  private final Runs runs;
  private final Settler.Observer observer;

  /// @param runs those that still run in this gate are not settled by anybody
  public Resolver(Store store, Envelopes envelopes, Runs runs, Settler.Observer observer) {
    this.executions = store.executions();
    this.changes = store.changes();
    this.endings = new Endings(envelopes);
    this.runs = runs;
    this.observer = observer;
  }

  /// What became of the wish.
  public enum Resolved {
    DONE,
    /// This gate is still at work on it, though another took it for dead.
    STILL_RUNS,
    /// It runs, or it was settled before.
    NOT_UNKNOWN
  }

  /// @param traceId of the operator's request
  public Resolved resolve(Execution execution, Resolution resolution, String traceId) {
    if (runs.has(execution.id())) {
      return Resolved.STILL_RUNS;
    }
    Optional<Change> change = changes.find(execution.change());
    if (change.isEmpty()) {
      return Resolved.NOT_UNKNOWN;
    }
    Ending ending = endings.of(Subject.of(execution, change.get()), resolution, traceId);
    if (!executions.settle(execution.id(), ending)) {
      return Resolved.NOT_UNKNOWN;
    }
    runs.ended(execution.id(), execution.target());
    observer.settled(ending.outcome());
    return Resolved.DONE;
  }
}
