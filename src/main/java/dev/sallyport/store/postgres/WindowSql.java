package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// The rate limits' windows.
enum WindowSql implements QueryTemplate {
  /// Decides on one caller's windows together. It says the same as
  /// [dev.sallyport.window.WindowRules]: a key's time does not run backwards, and an event that is
  /// exactly as old as its window counts no more.
  ///
  /// What is seen without a lock is enough to refuse. Only where all have room are the rows locked,
  /// in the order of their keys, and weighed anew by a clock that is read once they are; then each
  /// gets the event or none does. What comes back is how each row stood before, and 1 where the
  /// caller is admitted.
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
      SELECT place, now, time, cardinality(events) - width_bucket(time - span, events) AS used,
        events[width_bucket(time - span, events) + 1] AS next,
        block_level, block_started_at, block_until, time - now > 10000 AS ahead,
        admitted::int AS admitted
      FROM standing
      """),

  /// The same for as many callers as ask at the same time; for one it would take longer.
  ///
  /// Only rows of callers whose windows all have room are locked. Those who want the same row have
  /// turns there, from 1. A caller is admitted where at each of its rows at least as many places
  /// are free as its turn says, so that all who are admitted fit in, whatever becomes of the
  /// others. Each row gets an event for each of them. What comes back is how each row stood before,
  /// and the admitted, as bits by their numbers.
  WINDOW_DECIDE_TOGETHER(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(test) AS now, test FROM (SELECT ?::bigint AS test) AS given),
      asked AS MATERIALIZED (
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
          WITH ORDINALITY AS asked (subject, scope, policy, span, most, place)),
      wanted AS MATERIALIZED (
        SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[])
          AS wanted (caller, place, turn)),
      seen AS MATERIALIZED (
        SELECT asked.*, now, events, block_level, block_started_at, block_until,
          greatest(now, events[cardinality(events)]) AS time
        FROM given, asked JOIN limit_windows AS windows
          ON windows.subject = asked.subject AND windows.scope = asked.scope
            AND windows.policy = asked.policy),
      hope AS MATERIALIZED (
        SELECT wanted.caller
        FROM wanted LEFT JOIN seen ON seen.place = wanted.place
        GROUP BY wanted.caller
        HAVING bool_and(coalesce(
          cardinality(events) - width_bucket(time - span, events) < most
          AND time - now <= 10000
          AND NOT (coalesce(block_until, 0) > now AND block_started_at - now <= 10000), false))),
      open AS MATERIALIZED (
        SELECT asked.* FROM asked
        WHERE asked.place IN (
          SELECT wanted.place FROM wanted JOIN hope ON hope.caller = wanted.caller)),
      held AS MATERIALIZED (
        SELECT open.*, windows.events, windows.block_level, windows.block_started_at,
          windows.block_until
        FROM open JOIN limit_windows AS windows
          ON windows.subject = open.subject AND windows.scope = open.scope
            AND windows.policy = open.policy
        WHERE (SELECT set_config('synchronous_commit', 'off', true)) = 'off'
        ORDER BY windows.subject, windows.scope, windows.policy
        FOR UPDATE OF windows),
      clock AS MATERIALIZED (
        SELECT now_millis(test) AS now FROM given, (SELECT count(*) FROM held) AS held),
      weighed AS MATERIALIZED (
        SELECT held.*, clock.now, greatest(clock.now, events[cardinality(events)]) AS time
        FROM held, clock),
      admitted AS MATERIALIZED (
        SELECT wanted.caller
        FROM wanted JOIN hope ON hope.caller = wanted.caller
          LEFT JOIN weighed ON weighed.place = wanted.place
        GROUP BY wanted.caller
        HAVING bool_and(coalesce(
          cardinality(events) - width_bucket(time - span, events) + wanted.turn <= most
          AND time - now <= 10000
          AND NOT (coalesce(block_until, 0) > now AND block_started_at - now <= 10000), false))),
      charged AS MATERIALIZED (
        SELECT wanted.place, count(*)::int AS times
        FROM wanted JOIN admitted ON admitted.caller = wanted.caller
        GROUP BY wanted.place),
      saved AS (
        UPDATE limit_windows AS windows
        SET events = weighed.events[width_bucket(weighed.time - weighed.span, weighed.events) + 1 :]
            || array_fill(weighed.time, ARRAY[charged.times]),
          idle_at = (greatest(weighed.time + weighed.span,
              coalesce(weighed.block_until, 0) + 86400000) + 10000 + 3599999) / 3600000 * 3600000
        FROM weighed JOIN charged ON charged.place = weighed.place
        WHERE windows.subject = weighed.subject AND windows.scope = weighed.scope
          AND windows.policy = weighed.policy),
      standing AS (
        SELECT place, now, span, time, events, block_level, block_started_at, block_until
        FROM weighed
        UNION ALL
        SELECT place, now, span, time, events, block_level, block_started_at, block_until
        FROM seen WHERE NOT EXISTS (SELECT 1 FROM weighed WHERE weighed.place = seen.place))
      SELECT place, now, time, cardinality(events) - width_bucket(time - span, events) AS used,
        events[width_bucket(time - span, events) + 1] AS next,
        block_level, block_started_at, block_until, time - now > 10000 AS ahead,
        (SELECT coalesce(bit_or(1::bigint << caller::int), 0) FROM admitted) AS admitted
      FROM standing
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
