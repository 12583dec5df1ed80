package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Executions whose gates have gone: they are found, and their outcome is unknown from then on.
final class Orphans {
  private static final Duration FORGET_GATES_AFTER = Duration.ofDays(1);

  private final SqliteAudit audit;
  private final Gates gates;

  Orphans(SqliteAudit audit, Gates gates) {
    this.audit = audit;
    this.gates = gates;
  }

  /// Finds them, and forgets gates that went long ago.
  ///
  /// @return all executions whose outcome is unknown, at most `limit`
  List<Execution> cutOff(Transaction transaction, int limit) throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    for (String gate :
        sql.list(
            ExecutionSql.EXECUTION_GATES,
            row -> row.getString("gate_id"),
            transaction.gate(),
            now)) {
      gates.bury(transaction, gate);
    }
    List<ExecutionId> moved = move(transaction, limit);
    sql.update(GateSql.GATE_FORGET, now - FORGET_GATES_AFTER.toMillis());
    return unknown(sql, moved, limit);
  }

  private List<ExecutionId> move(Transaction transaction, int limit) throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    List<ExecutionId> moved = new ArrayList<>();
    List<AuditDraft> drafts = new ArrayList<>();
    for (Execution orphan :
        sql.list(ExecutionSql.EXECUTION_ORPHANS, ExecutionRows::read, now, limit)) {
      String id = orphan.id().value();
      if (sql.update(ExecutionSql.EXECUTION_CUT_OFF, ExecutionRows.CUT_OFF, id, now) == 1) {
        sql.update(
            ChangeSql.CHANGE_MOVE_OF_EXECUTION,
            ChangeState.after(orphan.action(), Outcome.UNKNOWN).wire(),
            now,
            id);
        drafts.add(ExecutionRows.cutOff(orphan));
        moved.add(orphan.id());
      }
    }
    audit.append(transaction, drafts);
    return moved;
  }

  /// Those just moved first, so that many old ones never hide them.
  private static List<Execution> unknown(Sql sql, List<ExecutionId> moved, int limit)
      throws SQLException {
    List<Execution> all = new ArrayList<>();
    for (ExecutionId id : moved) {
      sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, id.value()).ifPresent(all::add);
    }
    for (Execution old : sql.list(ExecutionSql.EXECUTION_UNKNOWN, ExecutionRows::read, limit)) {
      if (all.size() < limit && !moved.contains(old.id())) {
        all.add(old);
      }
    }
    return all;
  }
}
