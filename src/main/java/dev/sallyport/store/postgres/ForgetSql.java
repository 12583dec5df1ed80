package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;
import java.util.List;

/// How changes are forgotten, with all that belongs to them.
enum ForgetSql implements QueryTemplate {
  /// Those that ended, oldest first; the index of ended changes has just these states. Gates that
  /// look at the same time share them out.
  CHANGE_OLD(
      """
      SELECT id FROM changes
      WHERE state NOT IN ('awaiting_approval', 'awaiting_confirmation', 'applying', 'deploying',
          'rolling_back', 'unknown')
        AND updated_at <= ?::bigint
        AND NOT EXISTS (
          SELECT 1 FROM executions
          WHERE executions.change_id = changes.id
            AND (executions.state IN ('running', 'unknown')
              OR EXISTS (
                SELECT 1 FROM leases WHERE leases.execution_id = executions.id)
              OR EXISTS (
                SELECT 1 FROM execution_output
                WHERE execution_output.execution_id = executions.id)))
        AND NOT EXISTS (
          SELECT 1 FROM requests
          WHERE requests.principal = changes.requester AND requests.target = changes.target
            AND requests.action IN ('preview', 'apply', 'deploy', 'rollback', 'auto')
            AND requests.idempotency_key = changes.idempotency_key
            AND requests.change_id = changes.id)
        AND NOT EXISTS (
          SELECT 1 FROM freezes
          WHERE freezes.lifted_at IS NULL AND freezes.target IN ('*', changes.target))
      ORDER BY updated_at LIMIT ?
      FOR UPDATE OF changes SKIP LOCKED
      """),
  FORGET_APPROVALS("DELETE FROM approvals WHERE change_id = ANY (?::text[])"),
  FORGET_ROUNDS("DELETE FROM approval_rounds WHERE change_id = ANY (?::text[])"),
  FORGET_MISSES("DELETE FROM number_misses WHERE change_id = ANY (?::text[])"),
  FORGET_TOKENS("DELETE FROM confirm_tokens WHERE change_id = ANY (?::text[])"),
  FORGET_EXECUTIONS("DELETE FROM executions WHERE change_id = ANY (?::text[])"),
  FORGET_PLANS("DELETE FROM plans WHERE change_id = ANY (?::text[])"),
  FORGET_CHANGES("DELETE FROM changes WHERE id = ANY (?::text[])");

  /// What goes, in the order in which nothing is left that points to what is gone.
  static final List<ForgetSql> PARTS =
      List.of(
          FORGET_APPROVALS,
          FORGET_ROUNDS,
          FORGET_MISSES,
          FORGET_TOKENS,
          FORGET_EXECUTIONS,
          FORGET_PLANS,
          FORGET_CHANGES);

  private final String sql;

  ForgetSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
