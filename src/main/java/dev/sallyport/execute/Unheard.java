package dev.sallyport.execute;

import dev.sallyport.change.Change;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Changes;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Held;
import dev.sallyport.store.Store;
import dev.sallyport.target.Settlement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/// Executions that the store has as begun by this gate while the gate never heard so: the store
/// went away between doing it and saying it, and its caller was told to come again. They never
/// reached their targets, and since their gate lives, nobody takes them for cut off; so their gate
/// says that they did not happen, and their targets are free again (P3).
public final class Unheard {
  static final String NEVER_RAN =
      "The store went away as the execution began, so the gate never ran it. Nothing was done; preview"
          + " again under a new idempotency key.";

  private static final Logger LOG = LoggerFactory.getLogger(Unheard.class);

  private final Executions executions;
  private final Changes changes;
  private final Endings endings;
  private final Executor executor;
  private final Runs runs;
  private final Settler.Observer observer;

  /// @param executor knows those that it has begun, and those whose endings it still owes
  public Unheard(
      Store store, Envelopes envelopes, Executor executor, Runs runs, Settler.Observer observer) {
    this.executions = store.executions();
    this.changes = store.changes();
    this.endings = new Endings(envelopes);
    this.executor = executor;
    this.runs = runs;
    this.observer = observer;
  }

  /// Looks for them, and ends those that it finds.
  public void settle() {
    for (Held held : executions.held()) {
      if (!executor.knows(held.id())) {
        executions.find(held.id()).ifPresent(this::end);
      }
    }
  }

  private void end(Execution execution) {
    Optional<Change> change = changes.find(execution.change());
    if (change.isEmpty()) {
      return;
    }
    Ending ending =
        endings.ofRunning(
            Subject.of(execution, change.get()),
            new Settlement.DidNotHappen(NEVER_RAN, JsonNodeFactory.instance.objectNode()));
    // It may have ended since it was found; then this takes down nothing.
    if (executions.finish(execution.id(), ending)) {
      LOG.warn("execution {} on {} never ran", execution.id(), execution.target());
      runs.ended(execution.id(), execution.target());
      observer.settled(ending.outcome());
    }
  }
}
