package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The executions, and the targets' leases.
enum ExecutionSql implements QueryTemplate {
  /// Takes a target that nobody has. The fence grows by one each time and never goes back.
  LEASE_TAKE(
      """
      INSERT INTO leases (target, fence, execution_id, since) VALUES (?, 1, ?, ?)
      ON CONFLICT (target) DO UPDATE
      SET fence = leases.fence + 1, execution_id = excluded.execution_id, since = excluded.since
      WHERE leases.execution_id IS NULL
      """),
  LEASE_FIND("SELECT fence, execution_id, since FROM leases WHERE target = ?"),
  LEASE_GIVE_BACK("UPDATE leases SET execution_id = NULL, since = NULL WHERE execution_id = ?"),

  EXECUTION_ADD(
      """
      INSERT INTO executions
        (id, change_id, target, principal, action, idempotency_key, state, gate_id, fence, output,
         trace_id, echo, started_at)
      VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, '{}', ?, ?, ?)
      """),

  /// The one who still finds it as expected ends it; a gate that lost it to another finds nothing.
  EXECUTION_END(
      """
      UPDATE executions
      SET state = ?, detail = ?, output = ?, ended_at = coalesce(ended_at, ?)
      WHERE id = ? AND state = ?
      """),
  EXECUTION_FIND("SELECT * FROM executions WHERE id = ?"),
  EXECUTION_OF_CHANGE("SELECT * FROM executions WHERE change_id = ? ORDER BY rowid"),
  EXECUTION_COUNT_RUNNING("SELECT count(*) FROM executions WHERE state = 'running'"),

  /// Gates that seem to live and have executions: their locks may know better.
  EXECUTION_GATES(
      """
      SELECT DISTINCT gate_id FROM executions
      WHERE state = 'running' AND gate_id <> ?1
        AND EXISTS (SELECT 1 FROM gates WHERE gates.id = gate_id AND gates.alive_until > ?2)
      """),
  EXECUTION_ORPHANS(
      """
      SELECT * FROM executions
      WHERE state = 'running' AND NOT EXISTS (
        SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?)
      ORDER BY id LIMIT ?
      """),
  EXECUTION_CUT_OFF(
      """
      UPDATE executions SET state = 'unknown', detail = ?1, ended_at = ?3
      WHERE id = ?2 AND state = 'running' AND NOT EXISTS (
        SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?3)
      """),
  EXECUTION_UNKNOWN("SELECT * FROM executions WHERE state = 'unknown' ORDER BY id LIMIT ?");

  private final String sql;

  ExecutionSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
