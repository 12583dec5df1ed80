package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// Requests under their idempotency keys.
enum RequestSql implements QueryTemplate {
  /// Claims a free key, or takes over a preview's claim that is dead: past its time, or of a gate
  /// that no longer lives. One statement; its row count decides.
  REQUEST_CLAIM(
      """
      INSERT INTO requests
        (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (principal, target, action, idempotency_key) DO UPDATE
      SET fingerprint = excluded.fingerprint, claim = excluded.claim, gate_id = excluded.gate_id,
          claimed_at = excluded.claimed_at, claimed_until = excluded.claimed_until
      WHERE requests.status IS NULL AND requests.execution_id IS NULL
        AND (requests.claimed_until <= excluded.claimed_at
          OR NOT EXISTS (
            SELECT 1 FROM gates
            WHERE gates.id = requests.gate_id AND gates.alive_until > excluded.claimed_at))
      """),

  /// Claims a free key for an execution, which nobody takes over.
  REQUEST_BEGIN(
      """
      INSERT INTO requests
        (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, change_id,
         execution_id)
      VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
      ON CONFLICT (principal, target, action, idempotency_key) DO NOTHING
      """),
  REQUEST_FIND(
      """
      SELECT fingerprint, change_id, execution_id, status, body, gate_id FROM requests
      WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
      """),
  REQUEST_RELEASE(
      """
      DELETE FROM requests
      WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
        AND claim = ? AND status IS NULL AND execution_id IS NULL
      """),
  REQUEST_COMPLETE(
      """
      UPDATE requests SET change_id = ?, status = ?, body = ?, answered_at = ?
      WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
        AND claim = ? AND status IS NULL AND execution_id IS NULL
      """),
  REQUEST_ANSWER_EXECUTION(
      "UPDATE requests SET status = ?, body = ?, answered_at = ? WHERE execution_id = ?"),

  /// Answered requests, and previews' claims that nobody came back for; never one whose execution
  /// is open.
  REQUEST_FORGET(
      """
      DELETE FROM requests WHERE id IN (
        SELECT id FROM requests
        WHERE coalesce(answered_at, claimed_at) <= ?
          AND (status IS NOT NULL OR execution_id IS NULL)
          AND NOT EXISTS (
            SELECT 1 FROM executions
            WHERE executions.id = requests.execution_id AND executions.state IN ('running', 'unknown'))
        ORDER BY coalesce(answered_at, claimed_at) LIMIT ?)
      """);

  private final String sql;

  RequestSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
