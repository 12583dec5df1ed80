package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// Requests under their idempotency keys.
enum RequestSql implements QueryTemplate {
  /// Claims a free key, or takes over a preview's claim that is dead: past its time, or of a gate
  /// that no longer lives. One statement; its row count decides. It is also a sign of life.
  ///
  /// The row is met as it is now, but gates as they were when the statement began; so a gate is
  /// only judged by a claim that was there by then too, or whoever has just taken one over would
  /// seem to be dead.
  REQUEST_CLAIM(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease,
          ?::text AS principal, ?::text AS target, ?::text AS action, ?::text AS key,
          ?::text AS fingerprint, ?::bigint AS claim, ?::bigint AS life),
      alive AS (
        UPDATE gates SET alive_until = given.now + given.lease FROM given
        WHERE gates.id = given.gate AND gates.alive_until < given.now + given.lease / 2)
      INSERT INTO requests
        (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at,
         claimed_until)
      SELECT principal, target, action, key, fingerprint, claim, gate, now, now + life FROM given
      ON CONFLICT (principal, target, action, idempotency_key) DO UPDATE
      SET fingerprint = excluded.fingerprint, claim = excluded.claim, gate_id = excluded.gate_id,
          claimed_at = excluded.claimed_at, claimed_until = excluded.claimed_until
      WHERE requests.status IS NULL AND requests.execution_id IS NULL
        AND (requests.claimed_until <= excluded.claimed_at
          OR EXISTS (
            SELECT 1 FROM requests AS seen
            WHERE seen.id = requests.id AND seen.claim = requests.claim AND NOT EXISTS (
              SELECT 1 FROM gates
              WHERE gates.id = seen.gate_id AND gates.alive_until > excluded.claimed_at)))
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
  /// and the records: one statement, which does nothing where the claim is no longer ours.
  REQUEST_COMPLETE(
      """
      WITH done AS (
        UPDATE requests
        SET change_id = ?, status = ?, body = ?, answered_at = now_millis(?::bigint)
        WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
          AND claim = ? AND status IS NULL AND execution_id IS NULL
        RETURNING target, answered_at, change_id),
      change AS (
        INSERT INTO changes
          (id, requester, target, idempotency_key, command, actor, state, declared, assessed,
           reversibility, reasons, execution_id, created_at, updated_at)
        SELECT ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text,
          ?::text, ?::text, ?::text, ?::bigint, ?::bigint
        FROM done),
      plan AS (
        INSERT INTO plans (change_id, operation, hash, base, summary, diff, stats, material)
        SELECT ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text FROM done),
      token AS (
        INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)
        SELECT given.* FROM done,
          (SELECT ?::text AS hash, ?::text, ?::text, ?::bigint, ?::bigint) AS given
        WHERE given.hash IS NOT NULL),
      round AS (
        INSERT INTO approval_rounds (change_id, action, wait_ms, number, until_at)
        SELECT done.change_id, asked.action, asked.wait, nullif(asked.number, 0),
          CASE WHEN asked.action <> 'deploy' THEN done.answered_at + asked.wait END
        FROM done, unnest(?::text[], ?::bigint[], ?::bigint[]) AS asked (action, wait, number)),
      lease AS (
        INSERT INTO leases (target, fence) SELECT target, 0 FROM done
        ON CONFLICT (target) DO NOTHING),
      recorded AS (
        INSERT INTO audit_pending (at, draft, mac)
        SELECT done.answered_at, waiting.draft, waiting.mac
        FROM done, unnest(?::text[], ?::text[]) WITH ORDINALITY AS waiting (draft, mac, place)
        ORDER BY waiting.place)
      SELECT count(*) FROM done
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
