package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The console's sessions.
enum SessionSql implements QueryTemplate {
  SESSION_BEGIN(
      """
      INSERT INTO console_sessions (id_hash, key_id, principal, since, seen)
      SELECT ?, id, principal, ?, ? FROM api_keys
      WHERE id = ? AND kind = 'person' AND revoked_at IS NULL
      """),
  SESSION_CROWD_OUT(
      """
      DELETE FROM console_sessions
      WHERE principal = (SELECT principal FROM console_sessions WHERE id_hash = ?1)
        AND id_hash NOT IN (
          SELECT id_hash FROM console_sessions
          WHERE principal = (SELECT principal FROM console_sessions WHERE id_hash = ?1)
          ORDER BY since DESC, id DESC LIMIT ?2)
      """),
  SESSION_FIND(
      """
      SELECT s.id_hash, s.since, s.seen,
             k.id, k.principal, k.kind, k.roles, k.targets, k.member_of
      FROM console_sessions s JOIN api_keys k ON k.id = s.key_id
      WHERE s.id_hash = ? AND s.seen > ? AND s.since > ? AND k.revoked_at IS NULL
      """),
  SESSION_SEEN("UPDATE console_sessions SET seen = max(seen, ?) WHERE id_hash = ?"),
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
