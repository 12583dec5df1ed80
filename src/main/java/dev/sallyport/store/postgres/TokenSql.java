package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The confirm tokens, apart from their use, which is part of [BeginSql].
enum TokenSql implements QueryTemplate {
  /// The token of a change that got none when it was previewed, or of its deploy where that wants
  /// its own approval; neither gets a second one, and none outlives the approval it stands on. The
  /// change is locked by then, so that two who issue one come after each other.
  TOKEN_ISSUE(
      """
      WITH given AS (
        SELECT ?::text AS hash, ?::text AS claims, ?::bigint AS issued_at, ?::bigint AS expires_at,
          ?::text AS change, ?::integer AS for_deploy, ?::text AS state)
      INSERT INTO confirm_tokens
        (token_hash, change_id, claims, issued_at, expires_at, for_deploy)
      SELECT given.hash, changes.id, given.claims, given.issued_at, given.expires_at,
        given.for_deploy
      FROM given JOIN changes ON changes.id = given.change
      WHERE changes.state = given.state
        AND NOT EXISTS (
          SELECT 1 FROM approval_rounds
          WHERE approval_rounds.change_id = changes.id
            AND (approval_rounds.action = 'deploy') = (given.for_deploy = 1)
            AND (met_at IS NULL OR until_at < given.expires_at))
        AND NOT EXISTS (
          SELECT 1 FROM confirm_tokens
          WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL
            AND confirm_tokens.for_deploy = given.for_deploy)
      """),
  TOKEN_WHY_REFUSED(
      """
      SELECT used_at, deployed_at, voided_at, expires_at, expires_at <= now_millis(?::bigint) AS over
      FROM confirm_tokens WHERE token_hash = ?
      """),
  TOKEN_OF_CHANGE(
      """
      SELECT token_hash, change_id, claims, issued_at, expires_at FROM confirm_tokens
      WHERE change_id = ? AND voided_at IS NULL AND for_deploy = ? ORDER BY id DESC LIMIT 1
      """),
  TOKEN_VOID_OF_CHANGE(
      "UPDATE confirm_tokens SET voided_at = ? WHERE change_id = ? AND voided_at IS NULL"),
  TOKEN_VOID_EVERY(
      """
      UPDATE confirm_tokens SET voided_at = ?
      WHERE voided_at IS NULL AND lapsed_at IS NULL AND deployed_at IS NULL
      """),

  /// Those whose change another gate has in hand are left for the next time.
  TOKEN_EXPIRED(
      """
      SELECT confirm_tokens.id AS token, change_id, requester, target, expires_at
      FROM confirm_tokens JOIN changes ON changes.id = change_id
      WHERE used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL AND expires_at <= ?
      ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED
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
