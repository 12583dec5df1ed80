package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The console's sessions.
enum SessionSql implements QueryTemplate {
  /// A key that is being revoked is waited for.
  SESSION_BEGIN(
      """
      INSERT INTO console_sessions (id_hash, key_id, principal, since, seen)
      SELECT ?::text, id, principal, ?::bigint, ?::bigint FROM api_keys
      WHERE id = ? AND kind = 'person' AND revoked_at IS NULL
      FOR SHARE
      """),
  SESSION_CROWD_OUT(
      """
      WITH begun AS (SELECT principal FROM console_sessions WHERE id_hash = ?)
      DELETE FROM console_sessions
      WHERE principal = (SELECT principal FROM begun)
        AND id NOT IN (
          SELECT id FROM console_sessions WHERE principal = (SELECT principal FROM begun)
          ORDER BY since DESC, id DESC LIMIT ?)
      """),
  SESSION_FIND(
      """
      SELECT s.id_hash, s.since, s.seen,
             k.id, k.principal, k.kind, k.roles, k.targets, k.member_of
      FROM console_sessions s JOIN api_keys k ON k.id = s.key_id,
           now_millis(?::bigint) AS now
      WHERE s.id_hash = ? AND s.seen > now - ?::bigint AND s.since > now - ?::bigint
        AND k.revoked_at IS NULL
      """),
  SESSION_SEEN("UPDATE console_sessions SET seen = greatest(seen, ?) WHERE id_hash = ?"),
  SESSION_END("DELETE FROM console_sessions WHERE id_hash = ?"),
  SESSION_END_ALL("DELETE FROM console_sessions WHERE principal = ?"),
  SESSION_FORGET(
      """
      DELETE FROM console_sessions WHERE id IN (
        SELECT id FROM console_sessions WHERE seen <= ? OR since <= ? LIMIT ?)
      """);

  private final String sql;

  SessionSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
