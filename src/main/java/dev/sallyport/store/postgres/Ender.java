package dev.sallyport.store.postgres;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one execution ends, in one statement. For one call.
final class Ender {
  private final Pool pool;
  private final ExecutionId id;
  private final Execution.State expected;
  private boolean mayHaveHappened;

  Ender(Pool pool, ExecutionId id, Execution.State expected) {
    this.pool = pool;
    this.id = id;
    this.expected = expected;
  }

  /// False, and nothing recorded, where the execution is not in the expected state.
  boolean end(Ending ending, List<Outputs.Line> last, Drafts records) {
    PostgresOutputs.Columns lines = PostgresOutputs.Columns.of(last);
    @Nullable Object[] values = {
      pool.given(),
      id.value(),
      expected.wire(),
      ending.outcome().wire(),
      ending.detail(),
      ending.output().toString(),
      ending.answer() == null ? null : ending.answer().status(),
      ending.answer() == null ? null : ending.answer().body(),
      ending.state().wire(),
      lines.seqs(),
      lines.times(),
      lines.channels(),
      lines.texts(),
      records.texts(),
      records.seals()
    };
    return pool.write(Again.REPEATABLE, sql -> end(sql, values, ending));
  }

  private boolean end(Sql sql, @Nullable Object[] values, Ending ending) throws SQLException {
    try {
      int ended = sql.one(ExecutionSql.EXECUTION_END, row -> row.getInt(1), values).orElse(0);
      return ended == 1 || (mayHaveHappened && hasEnded(sql, ending));
    } catch (SQLException e) {
      mayHaveHappened |= PostgresErrors.of(e) == PostgresErrors.Trouble.BROKEN;
      throw e;
    }
  }

  /// Whether it ended just so: the connection broke after it was written.
  private boolean hasEnded(Sql sql, Ending ending) throws SQLException {
    return sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, id.value())
        .filter(found -> found.state().wire().equals(ending.outcome().wire()))
        .isPresent();
  }
}
