package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.QueryTemplate;

/// The rate limits' windows.
enum WindowSql implements QueryTemplate {
  /// Admits an event to windows together, or to none of them: whoever asks, the rows that come
  /// back decide. It says the same as [dev.sallyport.window.WindowRules] where that would admit
  /// and the clock has not gone back since the newest event; in every other case it changes
  /// nothing.
  ///
  /// ?1 is JSON, an array for each window: subject, scope, policy, limit, length, and in
  /// hexadecimal the time up to which events count no more. ?2 is now, ?3 the same as an event is
  /// kept. Events are of one length and big endian, so that their bytes compare as their times
  /// do: there is room where the oldest of the newest `limit` events counts no more.
  ///
  /// What counts no more is forgotten in halves, quarters and so on, since a row has no search: a
  /// row keeps the events that count, a thirtieth of that, and 64.
  WINDOW_ADMIT(
      """
      WITH asked AS MATERIALIZED (
        SELECT value ->> 0 AS subject, value ->> 1 AS scope, value ->> 2 AS policy,
          value ->> 3 AS most, value ->> 4 AS span, unhex(value ->> 5) AS horizon
        FROM json_each(?1)),
      held AS MATERIALIZED (
        SELECT asked.*, version, events, block_level, block_started_at, block_until
        FROM asked LEFT JOIN limit_windows USING (subject, scope, policy)),
      pruned AS MATERIALIZED (
        SELECT held.*, CASE
            WHEN length(events) < 8 * 64 THEN 0
            WHEN substr(events, length(events) / 16 * 8 - 7, 8) <= horizon THEN length(events) / 16
            WHEN substr(events, length(events) / 32 * 8 - 7, 8) <= horizon THEN length(events) / 32
            WHEN substr(events, length(events) / 64 * 8 - 7, 8) <= horizon THEN length(events) / 64
            WHEN substr(events, length(events) / 128 * 8 - 7, 8) <= horizon
              THEN length(events) / 128
            WHEN substr(events, length(events) / 256 * 8 - 7, 8) <= horizon
              THEN length(events) / 256
            ELSE 0 END AS over
        FROM held)
      INSERT INTO limit_windows
        (subject, scope, policy, idle_at, version, block_level, block_started_at, block_until, events)
      SELECT subject, scope, policy,
        (max(?2 + span, coalesce(block_until, 0) + 86400000) + 10000 + 3599999) / 3600000 * 3600000,
        coalesce(version, 0) + 1, block_level, block_started_at, block_until,
        CAST(coalesce(
            CASE WHEN most > 1 THEN substr(substr(events, 1 + 8 * over), 8 * (1 - most)) END, x'')
          || ?3 AS BLOB)
      FROM pruned
      WHERE NOT EXISTS (
        SELECT 1 FROM held
        WHERE coalesce(block_until, 0) > ?2
          OR substr(events, -8) > ?3
          OR (length(events) >= 8 * most AND substr(events, -8 * most, 8) > horizon))
      ON CONFLICT (subject, scope, policy) DO UPDATE SET
        idle_at = excluded.idle_at,
        version = excluded.version,
        events = excluded.events
      RETURNING subject, scope, policy, version, events, block_level, block_started_at, block_until
      """),
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
