package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The rate limits' windows.
enum WindowSql implements QueryTemplate {
  /// Decides on windows together. It says the same as [dev.sallyport.window.WindowRules]: a key's
  /// time does not run backwards, and an event that is exactly as old as its window counts no more.
  ///
  /// What is seen without a lock is enough to refuse. Only where all have room are the rows locked,
  /// in the order of their keys, and weighed anew by a clock that is read once they are; then each
  /// gets the event or none does. What comes back is how each window stands.
  ///
  /// An admission does not wait for the disk: a crash of the server may forget the last of them.
  WINDOW_DECIDE(
      """
      WITH asked AS MATERIALIZED (
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
          WITH ORDINALITY AS asked (subject, scope, policy, span, most, place)),
      given AS MATERIALIZED (
        SELECT now_millis(test) AS now, test, many
        FROM (SELECT ?::bigint AS test, ?::bigint AS many) AS given),
      seen AS MATERIALIZED (
        SELECT asked.*, now, events, block_level, block_started_at, block_until,
          greatest(now, events[cardinality(events)]) AS time
        FROM given, asked JOIN limit_windows AS windows
          ON windows.subject = asked.subject AND windows.scope = asked.scope
            AND windows.policy = asked.policy),
      hope AS MATERIALIZED (
        SELECT count(*) = (SELECT many FROM given)
          AND coalesce(bool_and(
            cardinality(events) - width_bucket(time - span, events) < most
            AND time - now <= 10000
            AND NOT (coalesce(block_until, 0) > now AND block_started_at - now <= 10000)), false)
          AND set_config('synchronous_commit', 'off', true) = 'off' AS room
        FROM seen),
      held AS MATERIALIZED (
        SELECT asked.*, windows.events, windows.block_level, windows.block_started_at,
          windows.block_until
        FROM asked JOIN limit_windows AS windows
          ON windows.subject = asked.subject AND windows.scope = asked.scope
            AND windows.policy = asked.policy
        WHERE (SELECT room FROM hope)
        ORDER BY windows.subject, windows.scope, windows.policy
        FOR UPDATE OF windows),
      clock AS MATERIALIZED (
        SELECT now_millis(test) AS now, rows = many AS complete
        FROM given, (SELECT count(*) AS rows FROM held) AS held),
      weighed AS MATERIALIZED (
        SELECT held.*, clock.now, clock.complete,
          greatest(clock.now, events[cardinality(events)]) AS time
        FROM held, clock),
      verdict AS MATERIALIZED (
        SELECT bool_and(complete
            AND cardinality(events) - width_bucket(time - span, events) < most
            AND time - now <= 10000
            AND NOT (coalesce(block_until, 0) > now AND block_started_at - now <= 10000))
          AS admitted
        FROM weighed),
      saved AS (
        UPDATE limit_windows AS windows
        SET events = weighed.events[width_bucket(weighed.time - weighed.span, weighed.events) + 1 :]
            || weighed.time,
          idle_at = (greatest(weighed.time + weighed.span,
              coalesce(weighed.block_until, 0) + 86400000) + 10000 + 3599999) / 3600000 * 3600000
        FROM weighed, verdict
        WHERE verdict.admitted AND windows.subject = weighed.subject
          AND windows.scope = weighed.scope AND windows.policy = weighed.policy),
      standing AS (
        SELECT place, now, span, time, events, block_level, block_started_at, block_until, admitted
        FROM weighed, verdict
        UNION ALL
        SELECT place, now, span, time, events, block_level, block_started_at, block_until, false
        FROM seen WHERE NOT EXISTS (SELECT 1 FROM held))
      SELECT now, time, cardinality(events) - width_bucket(time - span, events) AS used,
        events[width_bucket(time - span, events) + 1] AS next,
        block_level, block_started_at, block_until, time - now > 10000 AS ahead, admitted
      FROM standing ORDER BY place
      """),

  /// Empty rows do not wait for the disk either: what is lost is made again.
  WINDOW_MAKE(
      """
      INSERT INTO limit_windows (subject, scope, policy, idle_at, events)
      SELECT subject, scope, policy, now_millis(?::bigint) + 3600000, '{}'
      FROM set_config('synchronous_commit', 'off', true),
        unnest(?::text[], ?::text[], ?::text[]) AS asked (subject, scope, policy)
      ORDER BY subject, scope, policy
      ON CONFLICT (subject, scope, policy) DO NOTHING
      """),
  WINDOW_FIND(
      """
      SELECT asked.place, events, block_level, block_started_at, block_until
      FROM unnest(?::text[], ?::text[], ?::text[])
        WITH ORDINALITY AS asked (subject, scope, policy, place)
      JOIN limit_windows AS windows
        ON windows.subject = asked.subject AND windows.scope = asked.scope
          AND windows.policy = asked.policy
      """),

  /// The same, and holds them until the unit of work ends.
  WINDOW_HOLD(
      """
      SELECT asked.place, events, block_level, block_started_at, block_until
      FROM unnest(?::text[], ?::text[], ?::text[])
        WITH ORDINALITY AS asked (subject, scope, policy, place)
      JOIN limit_windows AS windows
        ON windows.subject = asked.subject AND windows.scope = asked.scope
          AND windows.policy = asked.policy
      ORDER BY windows.subject, windows.scope, windows.policy
      FOR UPDATE OF windows
      """),
  WINDOW_SAVE(
      """
      UPDATE limit_windows
      SET idle_at = ?, block_level = ?, block_started_at = ?, block_until = ?, events = ?::bigint[]
      WHERE subject = ? AND scope = ? AND policy = ?
      """),
  WINDOW_BLOCKS(
      """
      SELECT subject, scope, policy, block_level, block_started_at, block_until
      FROM limit_windows WHERE block_until > ?::bigint
      ORDER BY block_until, subject, scope, policy LIMIT ?
      """),
  WINDOW_CLEAR("DELETE FROM limit_windows WHERE subject = ? AND scope = ?"),
  WINDOW_PURGE(
      """
      DELETE FROM limit_windows WHERE (subject, scope, policy) IN (
        SELECT subject, scope, policy FROM limit_windows WHERE idle_at <= ?::bigint
        LIMIT ? FOR UPDATE SKIP LOCKED)
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
