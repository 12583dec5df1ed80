package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// Requests under their idempotency keys.
enum RequestSql implements QueryTemplate {
  /// Claims free keys, or takes over previews' claims that are dead: past their time, or of a gate
  /// that no longer lives. One statement for all who ask at the same time, each with its own luck;
  /// of those with the same key the first may have it. The rows that come back decide. It is also a
  /// sign of life.
  ///
  /// A row is met as it is now, but gates as they were when the statement began; so a gate is only
  /// judged by a claim that was there by then too, or whoever has just taken one over would seem to
  /// be dead.
  REQUEST_CLAIM(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease),
      asked AS MATERIALIZED (
        SELECT DISTINCT ON (wanted.principal, wanted.target, wanted.action, wanted.key)
          given.now, given.gate, wanted.*
        FROM given, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
            ?::bigint[])
          WITH ORDINALITY AS wanted (principal, target, action, key, fingerprint, claim, life,
            place)
        ORDER BY wanted.principal, wanted.target, wanted.action, wanted.key, wanted.place),
      alive AS (
        UPDATE gates SET alive_until = given.now + given.lease FROM given
        WHERE gates.id = given.gate AND gates.alive_until < given.now + given.lease / 2),
      claimed AS (
        INSERT INTO requests
          (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at,
           claimed_until)
        SELECT principal, target, action, key, fingerprint, claim, gate, now, now + life
        FROM asked ORDER BY principal, target, action, key
        ON CONFLICT (principal, target, action, idempotency_key) DO UPDATE
        SET fingerprint = excluded.fingerprint, claim = excluded.claim,
            gate_id = excluded.gate_id, claimed_at = excluded.claimed_at,
            claimed_until = excluded.claimed_until
        WHERE requests.status IS NULL AND requests.execution_id IS NULL
          AND (requests.claimed_until <= excluded.claimed_at
            OR EXISTS (
              SELECT 1 FROM requests AS seen
              WHERE seen.id = requests.id AND seen.claim = requests.claim AND NOT EXISTS (
                SELECT 1 FROM gates
                WHERE gates.id = seen.gate_id AND gates.alive_until > excluded.claimed_at)))
        RETURNING claim)
      SELECT asked.place, asked.now AS at FROM asked JOIN claimed ON claimed.claim = asked.claim
      """),
  REQUEST_FIND(
      """
      SELECT fingerprint, change_id, execution_id, status, body, claim FROM requests
      WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
      """),
  REQUEST_RELEASE(
      """
      DELETE FROM requests
      WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
        AND claim = ? AND status IS NULL AND execution_id IS NULL
      """),

  /// The answer, the change with its plan, its token if it has one, the target's lease for later,
  /// and the records: one statement for all who ask at the same time. Each is done, or nothing of
  /// it where the claim is no longer its own.
  REQUEST_COMPLETE(
      """
      WITH given AS MATERIALIZED (SELECT now_millis(?::bigint) AS now),
      asked AS MATERIALIZED (
        SELECT given.now, wanted.*
        FROM given, unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[],
            ?::bigint[], ?::text[])
          WITH ORDINALITY AS wanted (principal, target, action, key, claim, change, status, body,
            place)),
      held AS MATERIALIZED (
        SELECT requests.id, asked.place
        FROM asked JOIN requests
          ON requests.principal = asked.principal AND requests.target = asked.target
            AND requests.action = asked.action AND requests.idempotency_key = asked.key
        WHERE requests.claim = asked.claim AND requests.status IS NULL
          AND requests.execution_id IS NULL
        ORDER BY asked.principal, asked.target, asked.action, asked.key
        FOR UPDATE OF requests),
      done AS (
        UPDATE requests
        SET change_id = asked.change, status = asked.status::integer, body = asked.body,
          answered_at = asked.now
        FROM held JOIN asked ON asked.place = held.place
        WHERE requests.id = held.id AND requests.claim = asked.claim
          AND requests.status IS NULL AND requests.execution_id IS NULL
        RETURNING asked.place, requests.target, requests.answered_at, requests.change_id),
      change AS (
        INSERT INTO changes
          (id, requester, target, idempotency_key, command, actor, state, declared, assessed,
           reversibility, reasons, execution_id, created_at, updated_at)
        SELECT proposed.id, proposed.requester, proposed.target, proposed.key, proposed.command,
          proposed.actor, proposed.state, proposed.declared, proposed.assessed,
          proposed.reversibility, proposed.reasons, proposed.execution, proposed.created,
          proposed.updated
        FROM done JOIN unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
            ?::bigint[])
          WITH ORDINALITY AS proposed (id, requester, target, key, command, actor, state,
            declared, assessed, reversibility, reasons, execution, created, updated, place)
          ON proposed.place = done.place),
      plan AS (
        INSERT INTO plans (change_id, operation, hash, base, summary, diff, stats, material)
        SELECT planned.change, planned.operation, planned.hash, planned.base, planned.summary,
          planned.diff, planned.stats, planned.material
        FROM done JOIN unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[])
          WITH ORDINALITY AS planned (change, operation, hash, base, summary, diff, stats,
            material, place)
          ON planned.place = done.place),
      token AS (
        INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)
        SELECT minted.hash, minted.change, minted.claims, minted.issued, minted.expires
        FROM done JOIN unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[],
            ?::bigint[])
          AS minted (place, hash, change, claims, issued, expires)
          ON minted.place = done.place),
      round AS (
        INSERT INTO approval_rounds (change_id, action, wait_ms, number, until_at)
        SELECT done.change_id, opened.action, opened.wait, nullif(opened.number, 0),
          CASE WHEN opened.action <> 'deploy' THEN done.answered_at + opened.wait END
        FROM done JOIN unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
          AS opened (place, action, wait, number)
          ON opened.place = done.place),
      lease AS (
        INSERT INTO leases (target, fence)
        SELECT DISTINCT done.target, 0 FROM done ORDER BY done.target
        ON CONFLICT (target) DO NOTHING),
      recorded AS (
        INSERT INTO audit_waiting (at, draft, mac)
        SELECT done.answered_at, waiting.draft, waiting.mac
        FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
            AS waiting (place, draft, mac, turn)
          JOIN done ON done.place = waiting.place
        ORDER BY waiting.turn)
      SELECT place, answered_at AS at FROM done
      """),

  /// Answered requests, and previews' claims that nobody came back for; never one whose execution
  /// is open.
  REQUEST_FORGET(
      """
      DELETE FROM requests WHERE id IN (
        SELECT id FROM requests
        WHERE coalesce(answered_at, claimed_at) <= ?::bigint
          AND (status IS NOT NULL OR execution_id IS NULL)
          AND NOT EXISTS (
            SELECT 1 FROM executions
            WHERE executions.id = requests.execution_id AND executions.state IN ('running', 'unknown'))
        ORDER BY coalesce(answered_at, claimed_at) LIMIT ?)
      """);

  private final String sql;

  RequestSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
