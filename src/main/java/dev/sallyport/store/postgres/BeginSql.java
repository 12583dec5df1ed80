package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;

/// How an execution begins (P2), in one statement. It finds out whether everything is as it must be
/// while it locks it, in one order: changes, tokens, leases; then claims the key, and only then
/// writes. Where anything refuses, no row comes back, nothing is written.
///
/// The execution is made of what the parts give: its start is the time at which the token was
/// used, its change the one that was moved, its fence the lease's. A part that had not done its
/// work would leave one of them null, and the whole statement would fail.
enum BeginSql implements QueryTemplate {
  /// P1: with a token, for as many callers as ask at the same time. Each begins or does not on its
  /// own; of those with the same target the first begins that may. An apply or a rollback uses the
  /// token; a deploy, which follows its apply, uses it the second time.
  BEGIN_WITH_TOKENS(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease),
      asked AS MATERIALIZED (
        SELECT given.now, given.gate, wanted.*
        FROM given, unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[],
            ?::text[], ?::bigint[])
          WITH ORDINALITY AS wanted (number, principal, target, action, key, fingerprint,
            change, execution, trace, echo, over_unknown, state_before, state_after, token,
            second, place)),
      alive AS (
        UPDATE gates SET alive_until = given.now + given.lease FROM given
        WHERE gates.id = given.gate AND gates.alive_until < given.now + given.lease / 2),
      open AS MATERIALIZED (
        SELECT * FROM asked
        WHERE NOT EXISTS (
            SELECT 1 FROM requests
            WHERE requests.principal = asked.principal AND requests.target = asked.target
              AND requests.action = asked.action AND requests.idempotency_key = asked.key)
          AND NOT is_frozen(asked.target)),
      change AS MATERIALIZED (
        SELECT open.number
        FROM open JOIN changes ON changes.id = open.change AND changes.state = open.state_before
        ORDER BY changes.id
        FOR UPDATE OF changes),
      token AS MATERIALIZED (
        SELECT open.number
        FROM open JOIN change ON change.number = open.number
          JOIN confirm_tokens ON confirm_tokens.token_hash = open.token
        WHERE (used_at IS NULL) = (open.second = 0) AND deployed_at IS NULL
          AND expires_at > open.now AND voided_at IS NULL
        ORDER BY confirm_tokens.id
        FOR UPDATE OF confirm_tokens),
      first AS MATERIALIZED (
        SELECT DISTINCT ON (open.target) open.*
        FROM open JOIN token ON token.number = open.number
        ORDER BY open.target, open.place),
      lease AS MATERIALIZED (
        SELECT first.* FROM first JOIN leases ON leases.target = first.target
        WHERE leases.execution_id IS NULL
          OR (first.over_unknown = 1 AND EXISTS (
            SELECT 1 FROM executions
            WHERE executions.id = leases.execution_id AND executions.state = 'unknown'))
        ORDER BY leases.target
        FOR UPDATE OF leases),
      claim AS (
        INSERT INTO requests
          (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at,
           change_id, execution_id)
        SELECT principal, target, action, key, fingerprint, number, gate, now, change, execution
        FROM lease
        ON CONFLICT (principal, target, action, idempotency_key) DO NOTHING
        RETURNING claim AS number),
      unit AS MATERIALIZED (
        SELECT lease.* FROM lease JOIN claim ON claim.number = lease.number),
      used AS (
        UPDATE confirm_tokens
        SET used_at = coalesce(used_at, unit.now),
            deployed_at = CASE WHEN unit.second = 1 THEN unit.now END
        FROM unit
        WHERE token_hash = unit.token
          AND (used_at IS NULL) = (unit.second = 0) AND deployed_at IS NULL
          AND expires_at > unit.now AND voided_at IS NULL
        RETURNING unit.number, unit.now AS at),
      moved AS (
        UPDATE changes SET state = unit.state_after, updated_at = unit.now FROM unit
        WHERE changes.id = unit.change AND changes.state = unit.state_before
        RETURNING unit.number, changes.id),
      taken AS (
        UPDATE leases
        SET fence = fence + 1, execution_id = unit.execution, since = unit.now FROM unit
        WHERE leases.target = unit.target
        RETURNING unit.number, leases.fence),
      begun AS (
        INSERT INTO executions
          (id, change_id, target, principal, action, idempotency_key, state, gate_id, fence,
           output, trace_id, echo, started_at)
        SELECT execution, (SELECT id FROM moved WHERE moved.number = unit.number), target,
          principal, action, key, 'running', gate,
          (SELECT fence FROM taken WHERE taken.number = unit.number), '{}', trace, echo,
          (SELECT at FROM used WHERE used.number = unit.number)
        FROM unit
        RETURNING id, fence),
      recorded AS (
        INSERT INTO audit_waiting (at, draft, mac)
        SELECT unit.now, waiting.draft, waiting.mac
        FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
            AS waiting (place, draft, mac, turn)
          JOIN unit ON unit.place = waiting.place JOIN begun ON begun.id = unit.execution
        ORDER BY waiting.turn)
      SELECT unit.place, unit.now AS at, begun.fence FROM unit JOIN begun ON begun.id = unit.execution
      """),

  /// Without a token, where the policy allows it: the change is recorded with its execution. Each
  /// begins or does not on its own here too, and only at the fence that it was planned at.
  BEGIN_WITHOUT_TOKENS(
      """
      WITH given AS MATERIALIZED (
        SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease),
      asked AS MATERIALIZED (
        SELECT given.now, given.gate, wanted.*
        FROM given, unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
          WITH ORDINALITY AS wanted (number, principal, target, action, key, fingerprint,
            change, execution, trace, echo, over_unknown, planned, place)),
      alive AS (
        UPDATE gates SET alive_until = given.now + given.lease FROM given
        WHERE gates.id = given.gate AND gates.alive_until < given.now + given.lease / 2),
      open AS MATERIALIZED (
        SELECT * FROM asked
        WHERE NOT EXISTS (
            SELECT 1 FROM requests
            WHERE requests.principal = asked.principal AND requests.target = asked.target
              AND requests.action = asked.action AND requests.idempotency_key = asked.key)
          AND NOT is_frozen(asked.target)),
      first AS MATERIALIZED (
        SELECT DISTINCT ON (open.target) open.*
        FROM open JOIN leases ON leases.target = open.target AND leases.fence = open.planned
        ORDER BY open.target, open.place),
      lease AS MATERIALIZED (
        SELECT first.*
        FROM first JOIN leases ON leases.target = first.target AND leases.fence = first.planned
        WHERE leases.execution_id IS NULL
          OR (first.over_unknown = 1 AND EXISTS (
            SELECT 1 FROM executions
            WHERE executions.id = leases.execution_id AND executions.state = 'unknown'))
        ORDER BY leases.target
        FOR UPDATE OF leases),
      claim AS (
        INSERT INTO requests
          (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at,
           change_id, execution_id)
        SELECT principal, target, action, key, fingerprint, number, gate, now, change, execution
        FROM lease
        ON CONFLICT (principal, target, action, idempotency_key) DO NOTHING
        RETURNING claim AS number),
      unit AS MATERIALIZED (
        SELECT lease.* FROM lease JOIN claim ON claim.number = lease.number),
      moved AS (
        INSERT INTO changes
          (id, requester, target, idempotency_key, command, actor, state, declared, assessed,
           reversibility, reasons, execution_id, created_at, updated_at)
        SELECT proposed.id, proposed.requester, proposed.target, proposed.key, proposed.command,
          proposed.actor, proposed.state, proposed.declared, proposed.assessed,
          proposed.reversibility, proposed.reasons, proposed.execution, proposed.created,
          proposed.updated
        FROM unit JOIN unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
            ?::bigint[])
          WITH ORDINALITY AS proposed (id, requester, target, key, command, actor, state,
            declared, assessed, reversibility, reasons, execution, created, updated, place)
          ON proposed.place = unit.place
        RETURNING changes.id),
      plan AS (
        INSERT INTO plans (change_id, operation, hash, base, summary, diff, stats, material)
        SELECT planned.change, planned.operation, planned.hash, planned.base, planned.summary,
          planned.diff, planned.stats, planned.material
        FROM unit JOIN unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::text[])
          WITH ORDINALITY AS planned (change, operation, hash, base, summary, diff, stats,
            material, place)
          ON planned.place = unit.place),
      taken AS (
        UPDATE leases
        SET fence = fence + 1, execution_id = unit.execution, since = unit.now FROM unit
        WHERE leases.target = unit.target
        RETURNING unit.number, leases.fence),
      begun AS (
        INSERT INTO executions
          (id, change_id, target, principal, action, idempotency_key, state, gate_id, fence,
           output, trace_id, echo, started_at)
        SELECT execution, (SELECT id FROM moved WHERE moved.id = unit.change), target, principal,
          action, key, 'running', gate,
          (SELECT fence FROM taken WHERE taken.number = unit.number), '{}', trace, echo, now
        FROM unit
        RETURNING id, fence),
      recorded AS (
        INSERT INTO audit_waiting (at, draft, mac)
        SELECT unit.now, waiting.draft, waiting.mac
        FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
            AS waiting (place, draft, mac, turn)
          JOIN unit ON unit.place = waiting.place JOIN begun ON begun.id = unit.execution
        ORDER BY waiting.turn)
      SELECT unit.place, unit.now AS at, begun.fence FROM unit JOIN begun ON begun.id = unit.execution
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
