package dev.sallyport.store.postgres;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.postgres.PostgresOutputs.Columns;
import java.util.List;

/// How an execution ends: by one statement, for all who say so at the same time.
final class Ender {
  private final Pool pool;
  private final PostgresAudit audit;
  private final Combiner<EndGroup.Asked, Boolean> combiner;

  Ender(Pool pool, PostgresAudit audit) {
    this.pool = pool;
    this.audit = audit;
    this.combiner = pool.groups().make("end", this::together);
  }

  /// False, and nothing recorded, where the execution is not in the expected state.
  boolean end(ExecutionId id, Execution.State expected, Ending ending, List<Outputs.Line> last) {
    return combiner.ask(
        new EndGroup.Asked(id, expected, ending, Columns.of(last), audit.waiting(ending.audit())));
  }

  private List<Boolean> together(List<EndGroup.Asked> all) {
    EndGroup group = new EndGroup(all);
    return pool.write(Again.REPEATABLE, sql -> group.end(sql, pool.given()));
  }
}
