package dev.sallyport.console;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How far everything has come that a change's page shows, as a number: its newest audit record's,
/// and how far each of its executions has come. The store is asked only where there is news of the
/// change, and while something runs. Used by one thread.
final class ChangePosition implements LongSupplier {
  private final Store store;
  private final News news;
  private final ChangeId id;
  private final Map<ExecutionId, ExecutionPosition> executions = new HashMap<>();
  private long newest = -1;

  ChangePosition(Store store, News news, ChangeId id) {
    this.store = store;
    this.news = news;
    this.id = id;
  }

  @Override
  public long getAsLong() {
    long now = news.of(id);
    if (now != newest) {
      for (Execution execution : store.executions().ofChange(id)) {
        executions.computeIfAbsent(
            execution.id(), one -> new ExecutionPosition(store, execution.id()));
      }
      newest = now;
    }
    long position = newest;
    for (ExecutionPosition execution : executions.values()) {
      position += execution.getAsLong();
    }
    return position;
  }
}
