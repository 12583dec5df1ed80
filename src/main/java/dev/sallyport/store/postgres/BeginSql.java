package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// How an execution begins (P2), one statement for each use of the token. It finds out whether
/// everything is as it must be while it locks it, in one order: change, token, lease; then claims
/// the key, and only then writes. Where anything refuses, no row comes back, nothing is written.
///
/// The execution is made of what the parts give: its start is the time at which the token was
/// used, its change the one that was moved, its fence the lease's. A part that had not done its
/// work would leave one of them null, and the whole statement would fail.
enum BeginSql implements QueryTemplate {
  /// P1: apply and rollback.
  BEGIN_CONSUME(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease,
          ?::text AS principal, ?::text AS target, ?::text AS action, ?::text AS key,
          ?::text AS fingerprint, ?::text AS change, ?::text AS execution, ?::text AS trace,
          ?::text AS echo, ?::integer AS while_unknown, ?::bigint AS number,
          ?::text AS state_before, ?::text AS state_after, ?::text AS token),
      alive AS (
        UPDATE gates SET alive_until = given.now + given.lease FROM given
        WHERE gates.id = given.gate AND gates.alive_until < given.now + given.lease / 2),
      open AS MATERIALIZED (
        SELECT 1 FROM given
        WHERE NOT EXISTS (
            SELECT 1 FROM requests
            WHERE requests.principal = given.principal AND requests.target = given.target
              AND requests.action = given.action AND requests.idempotency_key = given.key)
          AND NOT is_frozen(given.target)),
      change AS MATERIALIZED (
        SELECT changes.id FROM changes, given
        WHERE changes.id = given.change AND changes.state = given.state_before
          AND EXISTS (SELECT 1 FROM open)
        FOR UPDATE OF changes),
      token AS MATERIALIZED (
        SELECT confirm_tokens.id FROM confirm_tokens, given
        WHERE token_hash = given.token AND used_at IS NULL
          AND expires_at > given.now AND voided_at IS NULL
          AND EXISTS (SELECT 1 FROM change)
        FOR UPDATE OF confirm_tokens),
      lease AS MATERIALIZED (
        SELECT leases.target FROM leases, given
        WHERE leases.target = given.target
          AND (leases.execution_id IS NULL
            OR (given.while_unknown = 1 AND EXISTS (
              SELECT 1 FROM executions
              WHERE executions.id = leases.execution_id AND executions.state = 'unknown')))
          AND EXISTS (SELECT 1 FROM token)
        FOR UPDATE OF leases),
      claim AS (
        INSERT INTO requests
          (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at,
           change_id, execution_id)
        SELECT principal, given.target, action, key, fingerprint, number, gate, now, change,
          execution
        FROM given, lease
        ON CONFLICT (principal, target, action, idempotency_key) DO NOTHING
        RETURNING id),
      used AS (
        UPDATE confirm_tokens SET used_at = given.now FROM given, claim
        WHERE token_hash = given.token AND used_at IS NULL
          AND expires_at > given.now AND voided_at IS NULL
        RETURNING used_at AS at),
      moved AS (
        UPDATE changes SET state = given.state_after, updated_at = given.now FROM given, claim
        WHERE changes.id = given.change AND changes.state = given.state_before
        RETURNING changes.id),
      taken AS (
        UPDATE leases
        SET fence = fence + 1, execution_id = given.execution, since = given.now FROM given, claim
        WHERE leases.target = given.target
        RETURNING fence),
      begun AS (
        INSERT INTO executions
          (id, change_id, target, principal, action, idempotency_key, state, gate_id, fence,
           output, trace_id, echo, started_at)
        SELECT execution, (SELECT id FROM moved), target, principal, action, key, 'running', gate,
          (SELECT fence FROM taken), '{}', trace, echo, (SELECT at FROM used)
        FROM given, claim
        RETURNING fence),
      recorded AS (
        INSERT INTO audit_pending (at, draft, mac)
        SELECT given.now, waiting.draft, waiting.mac
        FROM given, begun, unnest(?::text[], ?::text[]) WITH ORDINALITY
          AS waiting (draft, mac, place)
        ORDER BY waiting.place)
      SELECT fence FROM begun
      """),

  /// The deploy that follows the token's apply; as exclusive as the apply.
  BEGIN_REUSE(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease,
          ?::text AS principal, ?::text AS target, ?::text AS action, ?::text AS key,
          ?::text AS fingerprint, ?::text AS change, ?::text AS execution, ?::text AS trace,
          ?::text AS echo, ?::integer AS while_unknown, ?::bigint AS number,
          ?::text AS state_before, ?::text AS state_after, ?::text AS token),
      alive AS (
        UPDATE gates SET alive_until = given.now + given.lease FROM given
        WHERE gates.id = given.gate AND gates.alive_until < given.now + given.lease / 2),
      open AS MATERIALIZED (
        SELECT 1 FROM given
        WHERE NOT EXISTS (
            SELECT 1 FROM requests
            WHERE requests.principal = given.principal AND requests.target = given.target
              AND requests.action = given.action AND requests.idempotency_key = given.key)
          AND NOT is_frozen(given.target)),
      change AS MATERIALIZED (
        SELECT changes.id FROM changes, given
        WHERE changes.id = given.change AND changes.state = given.state_before
          AND EXISTS (SELECT 1 FROM open)
        FOR UPDATE OF changes),
      token AS MATERIALIZED (
        SELECT confirm_tokens.id FROM confirm_tokens, given
        WHERE token_hash = given.token AND used_at IS NOT NULL AND deployed_at IS NULL
          AND expires_at > given.now AND voided_at IS NULL
          AND EXISTS (SELECT 1 FROM change)
        FOR UPDATE OF confirm_tokens),
      lease AS MATERIALIZED (
        SELECT leases.target FROM leases, given
        WHERE leases.target = given.target
          AND (leases.execution_id IS NULL
            OR (given.while_unknown = 1 AND EXISTS (
              SELECT 1 FROM executions
              WHERE executions.id = leases.execution_id AND executions.state = 'unknown')))
          AND EXISTS (SELECT 1 FROM token)
        FOR UPDATE OF leases),
      claim AS (
        INSERT INTO requests
          (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at,
           change_id, execution_id)
        SELECT principal, given.target, action, key, fingerprint, number, gate, now, change,
          execution
        FROM given, lease
        ON CONFLICT (principal, target, action, idempotency_key) DO NOTHING
        RETURNING id),
      used AS (
        UPDATE confirm_tokens SET deployed_at = given.now FROM given, claim
        WHERE token_hash = given.token AND used_at IS NOT NULL AND deployed_at IS NULL
          AND expires_at > given.now AND voided_at IS NULL
        RETURNING deployed_at AS at),
      moved AS (
        UPDATE changes SET state = given.state_after, updated_at = given.now FROM given, claim
        WHERE changes.id = given.change AND changes.state = given.state_before
        RETURNING changes.id),
      taken AS (
        UPDATE leases
        SET fence = fence + 1, execution_id = given.execution, since = given.now FROM given, claim
        WHERE leases.target = given.target
        RETURNING fence),
      begun AS (
        INSERT INTO executions
          (id, change_id, target, principal, action, idempotency_key, state, gate_id, fence,
           output, trace_id, echo, started_at)
        SELECT execution, (SELECT id FROM moved), target, principal, action, key, 'running', gate,
          (SELECT fence FROM taken), '{}', trace, echo, (SELECT at FROM used)
        FROM given, claim
        RETURNING fence),
      recorded AS (
        INSERT INTO audit_pending (at, draft, mac)
        SELECT given.now, waiting.draft, waiting.mac
        FROM given, begun, unnest(?::text[], ?::text[]) WITH ORDINALITY
          AS waiting (draft, mac, place)
        ORDER BY waiting.place)
      SELECT fence FROM begun
      """),

  /// Without a token, where the policy allows it: the change is recorded with its execution.
  BEGIN_AUTO(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease,
          ?::text AS principal, ?::text AS target, ?::text AS action, ?::text AS key,
          ?::text AS fingerprint, ?::text AS change, ?::text AS execution, ?::text AS trace,
          ?::text AS echo, ?::integer AS while_unknown, ?::bigint AS number),
      alive AS (
        UPDATE gates SET alive_until = given.now + given.lease FROM given
        WHERE gates.id = given.gate AND gates.alive_until < given.now + given.lease / 2),
      open AS MATERIALIZED (
        SELECT 1 FROM given
        WHERE NOT EXISTS (
            SELECT 1 FROM requests
            WHERE requests.principal = given.principal AND requests.target = given.target
              AND requests.action = given.action AND requests.idempotency_key = given.key)
          AND NOT is_frozen(given.target)),
      lease AS MATERIALIZED (
        SELECT leases.target FROM leases, given
        WHERE leases.target = given.target
          AND (leases.execution_id IS NULL
            OR (given.while_unknown = 1 AND EXISTS (
              SELECT 1 FROM executions
              WHERE executions.id = leases.execution_id AND executions.state = 'unknown')))
          AND EXISTS (SELECT 1 FROM open)
        FOR UPDATE OF leases),
      claim AS (
        INSERT INTO requests
          (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at,
           change_id, execution_id)
        SELECT principal, given.target, action, key, fingerprint, number, gate, now, change,
          execution
        FROM given, lease
        ON CONFLICT (principal, target, action, idempotency_key) DO NOTHING
        RETURNING id),
      moved AS (
        INSERT INTO changes
          (id, requester, target, idempotency_key, command, actor, state, declared, assessed,
           reversibility, reasons, execution_id, created_at, updated_at)
        SELECT ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text,
          ?::text, ?::text, ?::text, ?::bigint, ?::bigint
        FROM claim
        RETURNING changes.id),
      plan AS (
        INSERT INTO plans (change_id, operation, hash, base, summary, diff, stats, material)
        SELECT ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text FROM claim),
      taken AS (
        UPDATE leases
        SET fence = fence + 1, execution_id = given.execution, since = given.now FROM given, claim
        WHERE leases.target = given.target
        RETURNING fence),
      begun AS (
        INSERT INTO executions
          (id, change_id, target, principal, action, idempotency_key, state, gate_id, fence,
           output, trace_id, echo, started_at)
        SELECT execution, (SELECT id FROM moved), target, principal, action, key, 'running', gate,
          (SELECT fence FROM taken), '{}', trace, echo, now
        FROM given, claim
        RETURNING fence),
      recorded AS (
        INSERT INTO audit_pending (at, draft, mac)
        SELECT given.now, waiting.draft, waiting.mac
        FROM given, begun, unnest(?::text[], ?::text[]) WITH ORDINALITY
          AS waiting (draft, mac, place)
        ORDER BY waiting.place)
      SELECT fence FROM begun
      """);

  private final String sql;

  BeginSql(String sql) {
    this.sql = sql;
  }

  @Override
  public String sql() {
    return sql;
  }
}
