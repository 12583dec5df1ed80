package dev.sallyport.console;

import dev.sallyport.audit.AuditHead;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How far everything has come that a change's page shows, as a number: the audit record's, which
/// grows with whatever happens, and how far each of its executions has come. Used by one thread.
final class ChangePosition implements LongSupplier {
  private final Store store;
  private final ChangeId id;
  private final Map<ExecutionId, ExecutionPosition> executions = new HashMap<>();

  ChangePosition(Store store, ChangeId id) {
    this.store = store;
    this.id = id;
  }

  @Override
  public long getAsLong() {
    long position = store.audit().head().map(AuditHead::sequence).orElse(0L);
    for (Execution execution : store.executions().ofChange(id)) {
      position +=
          executions
              .computeIfAbsent(execution.id(), one -> new ExecutionPosition(store, one))
              .getAsLong();
    }
    return position;
  }
}
