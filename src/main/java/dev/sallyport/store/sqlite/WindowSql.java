package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The rate limits' windows.
enum WindowSql implements QueryTemplate {
  WINDOW_FIND(
      """
      SELECT version, events, block_level, block_started_at, block_until
      FROM limit_windows WHERE subject = ? AND scope = ? AND policy = ?
      """),

  /// Writes only over the version that the decision was made on; no row is changed otherwise.
  WINDOW_SAVE(
      """
      INSERT INTO limit_windows
        (subject, scope, policy, idle_at, version, block_level, block_started_at, block_until, events)
      VALUES (?1, ?2, ?3, ?4, ?5 + 1, ?6, ?7, ?8, ?9)
      ON CONFLICT (subject, scope, policy) DO UPDATE SET
        idle_at = excluded.idle_at,
        version = excluded.version,
        block_level = excluded.block_level,
        block_started_at = excluded.block_started_at,
        block_until = excluded.block_until,
        events = excluded.events
      WHERE limit_windows.version = ?5
      """),
  WINDOW_BLOCKS(
      """
      SELECT subject, scope, policy, block_level, block_started_at, block_until
      FROM limit_windows WHERE block_until > ? ORDER BY block_until, subject, scope, policy LIMIT ?
      """),
  WINDOW_CLEAR("DELETE FROM limit_windows WHERE subject = ? AND scope = ?"),
  WINDOW_PURGE(
      """
      DELETE FROM limit_windows WHERE rowid IN
        (SELECT rowid FROM limit_windows WHERE idle_at <= ? LIMIT ?)
      """);

  private final String sql;

  WindowSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
