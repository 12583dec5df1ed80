package dev.sallyport.console;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.function.LongSupplier;

/// How far an execution has come, as a number: twice its newest line's, and one more once it has
/// ended. Used by one thread.
final class ExecutionPosition implements LongSupplier {
  private static final int PAGE = 500;

  private final Store store;
  private final ExecutionId id;
  private long last;
  private boolean over;

  ExecutionPosition(Store store, ExecutionId id) {
    this.store = store;
    this.id = id;
  }

  @Override
  public long getAsLong() {
    if (over) {
      return last * 2 + 1;
    }
    // Asked first: of what has ended, no line is taken any more.
    over =
        store
            .executions()
            .find(id)
            .filter(one -> one.state() != Execution.State.RUNNING)
            .isPresent();
    List<Line> lines = store.outputs().after(id, last, PAGE);
    while (!lines.isEmpty()) {
      last = lines.getLast().seq();
      lines = lines.size() < PAGE ? List.of() : store.outputs().after(id, last, PAGE);
    }
    return last * 2 + (over ? 1 : 0);
  }
}
