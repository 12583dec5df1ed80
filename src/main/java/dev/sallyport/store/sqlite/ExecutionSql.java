package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.OrphanUnit;
import dev.sallyport.store.sql.QueryTemplate;

/// The executions, and the targets' leases.
enum ExecutionSql implements QueryTemplate {
  /// Takes a target that nobody has; and where the fourth value is 1, also one whose holder's
  /// outcome is unknown. The fence grows by one each time and never goes back.
  LEASE_TAKE(
      """
      INSERT INTO leases (target, fence, execution_id, since) VALUES (?1, 1, ?2, ?3)
      ON CONFLICT (target) DO UPDATE
      SET fence = leases.fence + 1, execution_id = excluded.execution_id, since = excluded.since
      WHERE (?5 IS NULL OR leases.fence = ?5)
        AND (leases.execution_id IS NULL
          OR (?4 = 1 AND EXISTS (
            SELECT 1 FROM executions
            WHERE executions.id = leases.execution_id AND executions.state = 'unknown')))
      """),
  LEASE_FIND("SELECT fence, execution_id, since FROM leases WHERE target = ?"),
  /// Why it was not taken: who holds it, or nobody where only the fence was another.
  LEASE_REFUSED(
      """
      SELECT since, CASE WHEN ?2 = 1 AND EXISTS (
          SELECT 1 FROM executions
          WHERE executions.id = leases.execution_id AND executions.state = 'unknown')
        THEN NULL ELSE execution_id END AS holder
      FROM leases WHERE target = ?1
      """),
  LEASE_HOLD(
      """
      SELECT leases.fence, executions.state
      FROM leases LEFT JOIN executions ON executions.id = leases.execution_id
      WHERE leases.target = ?
      """),
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

  // Of many executions few are open. They have an index, which SQLite takes only where its own
  // condition stands in the statement word for word.
  EXECUTION_COUNT_RUNNING(
      """
      SELECT count(*) FROM executions
      WHERE state = 'running' AND state IN ('running', 'unknown')
      """),
  EXECUTION_COUNT_UNKNOWN(
      """
      SELECT count(*) FROM executions
      WHERE state = 'unknown' AND state IN ('running', 'unknown')
      """),

  /// Newest first, by when they began; the id parts those of one millisecond.
  EXECUTION_LIST(
      """
      SELECT * FROM executions
      WHERE (?1 IS NULL OR (started_at, id) <
          (SELECT started_at, id FROM executions AS cursor WHERE cursor.id = ?1))
        AND (?2 IS NULL OR target IN (SELECT value FROM json_each(?2)))
        AND (?3 IS NULL OR principal = ?3) AND (?4 IS NULL OR state = ?4)
      ORDER BY started_at DESC, id DESC LIMIT ?5
      """),

  /// The same for those that are open, of which there are few.
  EXECUTION_LIST_OPEN(
      """
      SELECT * FROM executions
      WHERE (?1 IS NULL OR (started_at, id) <
          (SELECT started_at, id FROM executions AS cursor WHERE cursor.id = ?1))
        AND (?2 IS NULL OR target IN (SELECT value FROM json_each(?2)))
        AND (?3 IS NULL OR principal = ?3) AND state = ?4 AND state IN ('running', 'unknown')
      ORDER BY started_at DESC, id DESC LIMIT ?5
      """),

  EXECUTION_STOP(
      "UPDATE executions SET stop = ? WHERE id = ? AND state = 'running' AND stop IS NULL"),
  EXECUTION_HELD(
      """
      SELECT id, stop FROM executions
      WHERE state = 'running' AND state IN ('running', 'unknown') AND gate_id = ?
      """),

  /// Gates that seem to live and have executions: their locks may know better.
  EXECUTION_GATES(
      """
      SELECT DISTINCT gate_id FROM executions
      WHERE state = 'running' AND state IN ('running', 'unknown') AND gate_id <> ?1
        AND EXISTS (SELECT 1 FROM gates WHERE gates.id = gate_id AND gates.alive_until > ?2)
      """),
  EXECUTION_ORPHANS(
      """
      SELECT * FROM executions
      WHERE state = 'running' AND state IN ('running', 'unknown') AND NOT EXISTS (
        SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?)
      ORDER BY id LIMIT ?
      """),
  EXECUTION_CUT_OFF(
      """
      UPDATE executions SET state = 'unknown', detail = ?1, ended_at = ?3
      WHERE id = ?2 AND state = 'running' AND NOT EXISTS (
        SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?3)
      """),

  /// A target is not asked about an old execution while a newer one is at work on it.
  EXECUTION_UNKNOWN(
      """
      SELECT * FROM executions
      WHERE state = 'unknown' AND state IN ('running', 'unknown') AND NOT EXISTS (
        SELECT 1 FROM leases
        WHERE leases.target = executions.target AND leases.execution_id <> executions.id)
      ORDER BY id LIMIT ?
      """);

  /// How every engine finds executions whose gates have gone, with these statements.
  static final OrphanUnit ORPHANS =
      new OrphanUnit(
          EXECUTION_ORPHANS,
          EXECUTION_CUT_OFF,
          ChangeSql.CHANGE_MOVE_OF_EXECUTION,
          EXECUTION_FIND,
          EXECUTION_UNKNOWN);

  private final String sql;

  ExecutionSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
