package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The changes and their plans.
enum ChangeSql implements QueryTemplate {
  CHANGE_ADD(
      """
      INSERT INTO changes
        (id, requester, target, idempotency_key, command, actor, state, declared, assessed,
         reversibility, reasons, execution_id, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """),
  PLAN_ADD(
      """
      INSERT INTO plans (change_id, operation, hash, base, summary, diff, stats, material)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """),
  CHANGE_FIND(
      "SELECT * FROM changes JOIN plans ON plans.change_id = changes.id WHERE changes.id = ?"),
  CHANGE_STATE("SELECT state FROM changes WHERE id = ?"),

  // Three lists, each with the index that serves it.
  CHANGE_LIST(
      """
      SELECT * FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE (?1 IS NULL OR changes.id < ?1)
        AND (?2 IS NULL OR changes.target IN (SELECT value FROM json_each(?2)))
      ORDER BY changes.id DESC LIMIT ?3
      """),
  CHANGE_LIST_OF_REQUESTER(
      """
      SELECT * FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE (?1 IS NULL OR changes.id < ?1)
        AND (?2 IS NULL OR changes.target IN (SELECT value FROM json_each(?2)))
        AND changes.requester = ?4 AND (?5 IS NULL OR changes.state = ?5)
      ORDER BY changes.id DESC LIMIT ?3
      """),
  CHANGE_LIST_IN_STATE(
      """
      SELECT * FROM changes JOIN plans ON plans.change_id = changes.id
      WHERE (?1 IS NULL OR changes.id < ?1)
        AND (?2 IS NULL OR changes.target IN (SELECT value FROM json_each(?2)))
        AND changes.state = ?4
      ORDER BY changes.id DESC LIMIT ?3
      """),

  CHANGE_MOVE("UPDATE changes SET state = ?, updated_at = ? WHERE id = ? AND state = ?"),
  CHANGE_MOVE_FROM_ANY(
      """
      UPDATE changes SET state = ?, updated_at = ?
      WHERE id = ? AND state IN (SELECT value FROM json_each(?))
      """),

  CHANGE_END_WAITING(
      """
      UPDATE changes SET state = 'expired', updated_at = ?
      WHERE state IN ('awaiting_approval', 'awaiting_confirmation')
      """),

  /// The run owns its change's state from its begin to its end.
  CHANGE_MOVE_OF_EXECUTION(
      """
      UPDATE changes SET state = ?, updated_at = ?
      WHERE id = (SELECT change_id FROM executions WHERE executions.id = ?)
      """),

  /// A change whose newest token has lapsed; one that got another token since lives on.
  CHANGE_EXPIRE(
      """
      UPDATE changes SET state = 'expired', updated_at = ?1
      WHERE id = ?2 AND state = 'awaiting_confirmation'
        AND NOT EXISTS (
          SELECT 1 FROM confirm_tokens
          WHERE confirm_tokens.change_id = changes.id AND used_at IS NULL AND voided_at IS NULL
            AND expires_at > ?1)
      """);

  private final String sql;

  ChangeSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
