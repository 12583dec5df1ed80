package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The changes and their plans.
enum ChangeSql implements QueryTemplate {
  CHANGE_FIND(
      "SELECT * FROM changes JOIN plans ON plans.change_id = changes.id WHERE changes.id = ?"),
  CHANGE_STATE("SELECT state FROM changes WHERE id = ?"),

  /// Holds the change for the rest of the unit of work.
  CHANGE_LOCK("SELECT state FROM changes WHERE id = ? FOR UPDATE"),

  // Three lists, each with the index that serves it.
  CHANGE_LIST(
      """
      WITH asked AS (SELECT ?::text AS before, ?::text[] AS targets)
      SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
      WHERE (asked.before IS NULL OR changes.id < asked.before)
        AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
      ORDER BY changes.id DESC LIMIT ?
      """),
  CHANGE_LIST_OF_REQUESTER(
      """
      WITH asked AS (
        SELECT ?::text AS before, ?::text[] AS targets, ?::text AS requester, ?::text AS state)
      SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
      WHERE (asked.before IS NULL OR changes.id < asked.before)
        AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
        AND changes.requester = asked.requester
        AND (asked.state IS NULL OR changes.state = asked.state)
      ORDER BY changes.id DESC LIMIT ?
      """),
  CHANGE_LIST_IN_STATE(
      """
      WITH asked AS (SELECT ?::text AS before, ?::text[] AS targets, ?::text AS state)
      SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
      WHERE (asked.before IS NULL OR changes.id < asked.before)
        AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
        AND changes.state = asked.state
      ORDER BY changes.id DESC LIMIT ?
      """),

  CHANGE_MOVE("UPDATE changes SET state = ?, updated_at = ? WHERE id = ? AND state = ?"),
  CHANGE_MOVE_FROM_ANY(
      "UPDATE changes SET state = ?, updated_at = ? WHERE id = ? AND state = ANY (?::text[])"),
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
      WITH asked AS (SELECT ?::bigint AS now, ?::text AS change)
      UPDATE changes SET state = 'expired', updated_at = asked.now FROM asked
      WHERE changes.id = asked.change AND changes.state = 'awaiting_confirmation'
        AND NOT EXISTS (
          SELECT 1 FROM confirm_tokens
          WHERE confirm_tokens.change_id = changes.id AND used_at IS NULL AND voided_at IS NULL
            AND expires_at > asked.now)
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
