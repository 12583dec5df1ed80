package dev.sallyport.store.sqlite;

import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
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
    List<Execution> unknown =
        ExecutionSql.ORPHANS.cutOff(sql, now, limit, drafts -> audit.append(transaction, drafts));
    sql.update(GateSql.GATE_FORGET, now - FORGET_GATES_AFTER.toMillis());
    return unknown;
  }
}
