package dev.sallyport.store.sqlite;

import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sqlite.Unit.Verdict;
import java.sql.SQLException;
import java.util.List;

/// How an execution ends: its outcome, its answer, what it still had to say, its change's state,
/// its target given back and its audit record, together.
final class Ender {
  private final SqliteAudit audit;

  Ender(SqliteAudit audit) {
    this.audit = audit;
  }

  /// @param from the state that it must be in
  /// @return whether it has ended now and so
  Verdict<Boolean> end(
      Transaction transaction,
      ExecutionId id,
      Execution.State from,
      Ending ending,
      List<Outputs.Line> last)
      throws SQLException {
    Sql sql = transaction.sql();
    int ended =
        sql.update(
            ExecutionSql.EXECUTION_END,
            ending.outcome().wire(),
            ending.detail(),
            ending.output().toString(),
            transaction.now(),
            id.value(),
            from.wire());
    if (ended == 0) {
      return Unit.undo(false);
    }
    SqliteOutputs.add(sql, id, last);
    record(transaction, id, ending);
    audit.append(transaction, ending.audit());
    transaction.checkpoints().reached(Checkpoint.FINISH_WRITTEN);
    return Unit.keep(true);
  }

  private static void record(Transaction transaction, ExecutionId id, Ending ending)
      throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    if (ending.answer() != null) {
      sql.update(
          RequestSql.REQUEST_ANSWER_EXECUTION,
          ending.answer().status(),
          ending.answer().body(),
          now,
          id.value());
    }
    sql.update(ChangeSql.CHANGE_MOVE_OF_EXECUTION, ending.state().wire(), now, id.value());
    if (ending.state() == ChangeState.APPLIED) {
      sql.update(RoundSql.ROUND_OPEN_OF_EXECUTION, now, id.value());
    }
    if (ending.state() == ChangeState.STALE) {
      sql.update(TokenSql.TOKEN_VOID_OF_EXECUTION, now, id.value());
    }
    // Nobody may touch a target of which nobody can tell what became of it.
    if (ending.outcome() != Outcome.UNKNOWN) {
      sql.update(ExecutionSql.LEASE_GIVE_BACK, id.value());
    }
  }
}
