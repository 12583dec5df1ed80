package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The confirm tokens.
enum TokenSql implements QueryTemplate {
  TOKEN_ADD(
      """
      INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)
      VALUES (?, ?, ?, ?, ?)
      """),

  /// The token of a change that got none when it was previewed, or of its deploy where that wants
  /// its own approval; neither gets a second one, and none outlives the approval it stands on.
  TOKEN_ISSUE(
      """
      INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at, for_deploy)
      SELECT ?1, changes.id, ?2, ?3, ?4, ?6 FROM changes
      WHERE changes.id = ?5 AND changes.state = ?7
        AND NOT EXISTS (
          SELECT 1 FROM approval_rounds
          WHERE approval_rounds.change_id = changes.id
            AND (approval_rounds.action = 'deploy') = (?6 = 1)
            AND (met_at IS NULL OR until_at < ?4))
        AND NOT EXISTS (
          SELECT 1 FROM confirm_tokens
          WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL AND for_deploy = ?6)
      """),

  /// P1: any number of callers, one row count of 1.
  TOKEN_CONSUME(
      """
      UPDATE confirm_tokens SET used_at = ?
      WHERE token_hash = ? AND used_at IS NULL AND expires_at > ? AND voided_at IS NULL
      """),

  /// The deploy that follows the token's apply; as exclusive as the apply.
  TOKEN_REUSE(
      """
      UPDATE confirm_tokens SET deployed_at = ?
      WHERE token_hash = ? AND used_at IS NOT NULL AND deployed_at IS NULL AND expires_at > ?
        AND voided_at IS NULL
      """),
  TOKEN_WHY_REFUSED(
      "SELECT used_at, deployed_at, voided_at, expires_at FROM confirm_tokens WHERE token_hash = ?"),
  TOKEN_OF_CHANGE(
      """
      SELECT token_hash, change_id, claims, issued_at, expires_at FROM confirm_tokens
      WHERE change_id = ? AND voided_at IS NULL AND for_deploy = ? ORDER BY id DESC LIMIT 1
      """),
  TOKEN_VOID_OF_CHANGE(
      "UPDATE confirm_tokens SET voided_at = ? WHERE change_id = ? AND voided_at IS NULL"),
  TOKEN_VOID_OF_EXECUTION(
      """
      UPDATE confirm_tokens SET voided_at = ?
      WHERE change_id = (SELECT change_id FROM executions WHERE executions.id = ?)
        AND voided_at IS NULL
      """),
  TOKEN_VOID_EVERY(
      """
      UPDATE confirm_tokens SET voided_at = ?
      WHERE voided_at IS NULL AND lapsed_at IS NULL AND deployed_at IS NULL
      """),
  TOKEN_EXPIRED(
      """
      SELECT confirm_tokens.id AS token, change_id, requester, target, expires_at
      FROM confirm_tokens JOIN changes ON changes.id = change_id
      WHERE used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL AND expires_at <= ?
      ORDER BY expires_at LIMIT ?
      """),
  TOKEN_LAPSE(
      """
      UPDATE confirm_tokens SET lapsed_at = ?
      WHERE id = ? AND used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL
      """);

  private final String sql;

  TokenSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
