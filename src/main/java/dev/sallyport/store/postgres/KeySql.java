package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The API keys.
enum KeySql implements QueryTemplate {
  KEY_ADD(
      """
      INSERT INTO api_keys (id, secret_hash, principal, kind, roles, targets, member_of, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """),
  KEY_FIND(
      """
      SELECT id, secret_hash, principal, kind, roles, targets, member_of, created_at, revoked_at
      FROM api_keys WHERE id = ?
      """),
  KEY_LIST(
      """
      SELECT id, secret_hash, principal, kind, roles, targets, member_of, created_at, revoked_at
      FROM api_keys ORDER BY place
      """),
  KEY_REVOKE("UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL");

  private final String sql;

  KeySql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
