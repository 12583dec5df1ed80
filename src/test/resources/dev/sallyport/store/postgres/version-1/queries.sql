-- Every statement of a gate that worked with version 1 of the tables, each after its name.

-- APPROVAL_ADD
WITH given AS (
  SELECT ?::text AS principal, ?::text AS member_of, ?::text AS verdict, ?::text AS binding,
    ?::text AS policy, ?::text AS asked, ?::text AS reason, ?::text AS rendered,
    ?::bigint AS open_ms, ?::bigint AS now, ?::text AS change, ?::text AS action,
    ?::text AS state, ?::text AS hash, ?::text AS base, ?::text AS requester,
    ?::integer AS number, ?::integer AS most)
INSERT INTO approvals
  (change_id, action, principal, member_of, verdict, binding, plan_hash, base, requester,
   policy, asked, reason, rendered, open_ms, decided_at)
SELECT changes.id, approval_rounds.action, given.principal, given.member_of, given.verdict,
  given.binding, plans.hash, plans.base, changes.requester, given.policy, given.asked,
  given.reason, given.rendered, given.open_ms, given.now
FROM given
  JOIN changes ON changes.id = given.change
  JOIN plans ON plans.change_id = changes.id
  JOIN approval_rounds ON approval_rounds.change_id = changes.id
WHERE approval_rounds.action = given.action AND changes.state = given.state
  AND plans.hash = given.hash AND plans.base = given.base
  AND changes.requester = given.requester
  AND met_at IS NULL AND until_at > given.now
  AND (given.verdict = 'rejected' OR approval_rounds.number IS NULL
    OR (approval_rounds.number = given.number
      AND (SELECT count(*) FROM number_misses
           WHERE number_misses.change_id = changes.id
             AND number_misses.principal = given.principal) < given.most))
ON CONFLICT (change_id, binding, principal) DO NOTHING
;

-- APPROVAL_OF
SELECT verdict FROM approvals WHERE change_id = ? AND binding = ? AND principal = ?
;

-- APPROVAL_LIST
SELECT principal, member_of, decided_at FROM approvals
WHERE change_id = ? AND binding = ? AND verdict = 'approved' AND decided_at > ?::bigint
ORDER BY id
;

-- APPROVAL_SAME_PLAN
SELECT count(*) FROM changes JOIN plans ON plans.change_id = changes.id
WHERE changes.id = ? AND plans.hash = ? AND plans.base = ? AND changes.requester = ?
;

-- NUMBER_MISSES
SELECT count(*) FROM number_misses WHERE change_id = ? AND principal = ?
;

-- NUMBER_MISSED
INSERT INTO number_misses (change_id, principal, missed_at) VALUES (?, ?, ?)
;

-- FREEZE_ALONE
SELECT pg_advisory_xact_lock(7410)
;

-- FREEZE_ADD
INSERT INTO freezes (target, reason, set_by, set_at) VALUES (?, ?, ?, ?)
ON CONFLICT (target) WHERE lifted_at IS NULL DO NOTHING
;

-- FREEZE_LIFT
UPDATE freezes SET lifted_by = ?, lifted_at = ? WHERE target = ? AND lifted_at IS NULL
;

-- FREEZE_STANDING
SELECT * FROM freezes WHERE lifted_at IS NULL ORDER BY id
;

-- FREEZE_ON
SELECT * FROM freezes WHERE lifted_at IS NULL AND target IN ('*', ?) ORDER BY id LIMIT 1
;

-- AUDIT_ADD
INSERT INTO audit_pending (at, draft, mac)
SELECT now_millis(?::bigint), waiting.draft, waiting.mac
FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS waiting (draft, mac, place)
ORDER BY waiting.place
;

-- AUDIT_HEAD
SELECT sequence, hash, seal FROM audit_head WHERE id = 1
;

-- AUDIT_WAITING
SELECT EXISTS (SELECT 1 FROM audit_pending)
;

-- AUDIT_ELECT
SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE SKIP LOCKED
;

-- AUDIT_ELECT_IN_TURN
SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE
;

-- AUDIT_TAKE
DELETE FROM audit_pending
WHERE id IN (SELECT id FROM audit_pending ORDER BY id LIMIT ?)
RETURNING id, at, draft, mac
;

-- AUDIT_APPEND
INSERT INTO audit_records (sequence, body, previous, hash, seal)
SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
ON CONFLICT (sequence) DO NOTHING
;

-- AUDIT_MOVE_HEAD
UPDATE audit_head SET sequence = ?, hash = ?, seal = ? WHERE id = 1 AND sequence = ?
;

-- AUDIT_AFTER
SELECT sequence, body, previous, hash, seal FROM audit_records
WHERE sequence > ? ORDER BY sequence LIMIT ?
;

-- AUDIT_BEFORE
SELECT sequence, body, previous, hash, seal FROM audit_records
WHERE sequence < ? ORDER BY sequence DESC LIMIT ?
;

-- BEGIN_WITH_TOKENS
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
  INSERT INTO audit_pending (at, draft, mac)
  SELECT unit.now, waiting.draft, waiting.mac
  FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
      AS waiting (place, draft, mac, turn)
    JOIN unit ON unit.place = waiting.place JOIN begun ON begun.id = unit.execution
  ORDER BY waiting.turn)
SELECT unit.place, begun.fence FROM unit JOIN begun ON begun.id = unit.execution
;

-- BEGIN_WITHOUT_TOKENS
WITH given AS MATERIALIZED (
  SELECT now_millis(?::bigint) AS now, ?::text AS gate, ?::bigint AS lease),
asked AS MATERIALIZED (
  SELECT given.now, given.gate, wanted.*
  FROM given, unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
      ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
    WITH ORDINALITY AS wanted (number, principal, target, action, key, fingerprint,
      change, execution, trace, echo, over_unknown, place)),
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
  SELECT DISTINCT ON (open.target) open.* FROM open ORDER BY open.target, open.place),
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
  INSERT INTO audit_pending (at, draft, mac)
  SELECT unit.now, waiting.draft, waiting.mac
  FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
      AS waiting (place, draft, mac, turn)
    JOIN unit ON unit.place = waiting.place JOIN begun ON begun.id = unit.execution
  ORDER BY waiting.turn)
SELECT unit.place, begun.fence FROM unit JOIN begun ON begun.id = unit.execution
;

-- CHANGE_FIND
SELECT * FROM changes JOIN plans ON plans.change_id = changes.id WHERE changes.id = ?
;

-- CHANGE_STATE
SELECT state FROM changes WHERE id = ?
;

-- CHANGE_LOCK
SELECT state FROM changes WHERE id = ? FOR UPDATE
;

-- CHANGE_LIST
WITH asked AS (SELECT ?::text AS before, ?::text[] AS targets)
SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
WHERE (asked.before IS NULL OR changes.id < asked.before)
  AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
ORDER BY changes.id DESC LIMIT ?
;

-- CHANGE_LIST_OF_REQUESTER
WITH asked AS (
  SELECT ?::text AS before, ?::text[] AS targets, ?::text AS requester, ?::text AS state)
SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
WHERE (asked.before IS NULL OR changes.id < asked.before)
  AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
  AND changes.requester = asked.requester
  AND (asked.state IS NULL OR changes.state = asked.state)
ORDER BY changes.id DESC LIMIT ?
;

-- CHANGE_LIST_IN_STATE
WITH asked AS (SELECT ?::text AS before, ?::text[] AS targets, ?::text AS state)
SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
WHERE (asked.before IS NULL OR changes.id < asked.before)
  AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
  AND changes.state = asked.state
ORDER BY changes.id DESC LIMIT ?
;

-- CHANGE_MOVE
UPDATE changes SET state = ?, updated_at = ? WHERE id = ? AND state = ?
;

-- CHANGE_MOVE_FROM_ANY
UPDATE changes SET state = ?, updated_at = ? WHERE id = ? AND state = ANY (?::text[])
;

-- CHANGE_END_WAITING
UPDATE changes SET state = 'expired', updated_at = ?
WHERE state IN ('awaiting_approval', 'awaiting_confirmation')
;

-- CHANGE_MOVE_OF_EXECUTION
UPDATE changes SET state = ?, updated_at = ?
WHERE id = (SELECT change_id FROM executions WHERE executions.id = ?)
;

-- CHANGE_EXPIRE
WITH asked AS (SELECT ?::bigint AS now, ?::text AS change)
UPDATE changes SET state = 'expired', updated_at = asked.now FROM asked
WHERE changes.id = asked.change AND changes.state = 'awaiting_confirmation'
  AND NOT EXISTS (
    SELECT 1 FROM confirm_tokens
    WHERE confirm_tokens.change_id = changes.id AND used_at IS NULL AND voided_at IS NULL
      AND expires_at > asked.now)
;

-- LEASE_FIND
SELECT fence, execution_id, since FROM leases WHERE target = ?
;

-- LEASE_MAKE
INSERT INTO leases (target, fence) VALUES (?, 0) ON CONFLICT (target) DO NOTHING
;

-- EXECUTION_END
WITH asked AS MATERIALIZED (
  SELECT now_millis(?::bigint) AS now, ending.*
  FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
      ?::text[])
    WITH ORDINALITY AS ending (id, expected, outcome, detail, output, status, body,
      change_state, place)),
held AS MATERIALIZED (
  SELECT changes.id
  FROM asked
    JOIN executions ON executions.id = asked.id AND executions.state = asked.expected
    JOIN changes ON changes.id = executions.change_id
  ORDER BY changes.id
  FOR UPDATE OF changes),
ended AS (
  UPDATE executions
  SET state = asked.outcome, detail = asked.detail, output = asked.output,
    ended_at = coalesce(executions.ended_at, asked.now)
  FROM asked, held
  WHERE executions.id = asked.id AND executions.state = asked.expected
    AND executions.change_id = held.id
  RETURNING asked.*, executions.change_id),
moved AS (
  UPDATE changes SET state = ended.change_state, updated_at = ended.now
  FROM ended WHERE changes.id = ended.change_id),
opened AS (
  UPDATE approval_rounds SET until_at = ended.now + wait_ms
  FROM ended
  WHERE approval_rounds.change_id = ended.change_id AND approval_rounds.action = 'deploy'
    AND approval_rounds.until_at IS NULL AND ended.change_state = 'applied'),
voided AS (
  UPDATE confirm_tokens SET voided_at = ended.now
  FROM ended
  WHERE confirm_tokens.change_id = ended.change_id AND confirm_tokens.voided_at IS NULL
    AND ended.change_state = 'stale'),
-- Nobody may touch a target of which nobody can tell what became of it.
released AS (
  UPDATE leases SET execution_id = NULL, since = NULL
  FROM ended
  WHERE leases.execution_id = ended.id AND ended.outcome <> 'unknown'),
answered AS (
  UPDATE requests
  SET status = ended.status::integer, body = ended.body, answered_at = ended.now
  FROM ended
  WHERE requests.execution_id = ended.id AND ended.status IS NOT NULL),
said AS (
  INSERT INTO execution_output (execution_id, seq, at, channel, text)
  SELECT ended.id, line.seq, line.at, line.channel, line.text
  FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
      AS line (place, seq, at, channel, text)
    JOIN ended ON ended.place = line.place
  ON CONFLICT (execution_id, seq) DO NOTHING),
recorded AS (
  INSERT INTO audit_pending (at, draft, mac)
  SELECT ended.now, waiting.draft, waiting.mac
  FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
      AS waiting (place, draft, mac, turn)
    JOIN ended ON ended.place = waiting.place
  ORDER BY waiting.turn)
SELECT place FROM ended
;

-- EXECUTION_FIND
SELECT * FROM executions WHERE id = ?
;

-- EXECUTION_OF_CHANGE
SELECT * FROM executions WHERE change_id = ? ORDER BY place
;

-- EXECUTION_COUNT_RUNNING
SELECT count(*) FROM executions WHERE state = 'running'
;

-- EXECUTION_COUNT_UNKNOWN
SELECT count(*) FROM executions WHERE state = 'unknown'
;

-- EXECUTION_LIST
WITH asked AS (
  SELECT ?::text AS before, ?::text[] AS targets, ?::text AS principal, ?::text AS state)
SELECT executions.* FROM asked, executions
WHERE (asked.before IS NULL OR (executions.started_at, executions.id) <
    (SELECT started_at, id FROM executions AS cursor WHERE cursor.id = asked.before))
  AND (asked.targets IS NULL OR executions.target = ANY (asked.targets))
  AND (asked.principal IS NULL OR executions.principal = asked.principal)
  AND (asked.state IS NULL OR executions.state = asked.state)
ORDER BY executions.started_at DESC, executions.id DESC LIMIT ?
;

-- EXECUTION_STOP
UPDATE executions SET stop = ? WHERE id = ? AND state = 'running' AND stop IS NULL
;

-- EXECUTION_HELD
SELECT id, stop FROM executions WHERE state = 'running' AND gate_id = ?
;

-- EXECUTION_ORPHANS
SELECT * FROM executions
WHERE state = 'running' AND NOT EXISTS (
  SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?::bigint)
ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED
;

-- EXECUTION_CUT_OFF
WITH asked AS (SELECT ?::text AS detail, ?::text AS id, ?::bigint AS now)
UPDATE executions SET state = 'unknown', detail = asked.detail, ended_at = asked.now
FROM asked
WHERE executions.id = asked.id AND executions.state = 'running' AND NOT EXISTS (
  SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > asked.now)
;

-- EXECUTION_UNKNOWN
SELECT * FROM executions
WHERE state = 'unknown' AND NOT EXISTS (
  SELECT 1 FROM leases
  WHERE leases.target = executions.target AND leases.execution_id <> executions.id)
ORDER BY id LIMIT ?
;

-- CHANGE_OLD
SELECT id FROM changes
WHERE state NOT IN ('awaiting_approval', 'awaiting_confirmation', 'applying', 'deploying',
    'rolling_back', 'unknown')
  AND updated_at <= ?::bigint
  AND NOT EXISTS (
    SELECT 1 FROM executions
    WHERE executions.change_id = changes.id
      AND (executions.state IN ('running', 'unknown')
        OR EXISTS (
          SELECT 1 FROM leases WHERE leases.execution_id = executions.id)
        OR EXISTS (
          SELECT 1 FROM execution_output
          WHERE execution_output.execution_id = executions.id)))
  AND NOT EXISTS (
    SELECT 1 FROM requests
    WHERE requests.principal = changes.requester AND requests.target = changes.target
      AND requests.action IN ('preview', 'apply', 'deploy', 'rollback', 'auto')
      AND requests.idempotency_key = changes.idempotency_key
      AND requests.change_id = changes.id)
  AND NOT EXISTS (
    SELECT 1 FROM freezes
    WHERE freezes.lifted_at IS NULL AND freezes.target IN ('*', changes.target))
ORDER BY updated_at LIMIT ?
FOR UPDATE OF changes SKIP LOCKED
;

-- FORGET_APPROVALS
DELETE FROM approvals WHERE change_id = ANY (?::text[])
;

-- FORGET_ROUNDS
DELETE FROM approval_rounds WHERE change_id = ANY (?::text[])
;

-- FORGET_MISSES
DELETE FROM number_misses WHERE change_id = ANY (?::text[])
;

-- FORGET_TOKENS
DELETE FROM confirm_tokens WHERE change_id = ANY (?::text[])
;

-- FORGET_EXECUTIONS
DELETE FROM executions WHERE change_id = ANY (?::text[])
;

-- FORGET_PLANS
DELETE FROM plans WHERE change_id = ANY (?::text[])
;

-- FORGET_CHANGES
DELETE FROM changes WHERE id = ANY (?::text[])
;

-- KEY_ADD
INSERT INTO api_keys (id, secret_hash, principal, kind, roles, targets, member_of, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
;

-- KEY_FIND
SELECT id, secret_hash, principal, kind, roles, targets, member_of, created_at, revoked_at
FROM api_keys WHERE id = ?
;

-- KEY_LIST
SELECT id, secret_hash, principal, kind, roles, targets, member_of, created_at, revoked_at
FROM api_keys ORDER BY place
;

-- KEY_REVOKE
UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL
;

-- NOTICE_REGISTER
INSERT INTO notify_endpoints (name, position)
SELECT ?::text, sequence FROM audit_head WHERE id = 1
ON CONFLICT (name) DO NOTHING
;

-- NOTICE_DUE
SELECT 1 FROM notify_endpoints e, now_millis(?::bigint) AS now
WHERE e.name = ? AND (e.held_until <= now OR e.holder = ?)
  AND ((e.next_at <= now AND e.position < (SELECT sequence FROM audit_head WHERE id = 1))
    OR EXISTS (
      SELECT 1 FROM notify_letters l WHERE l.endpoint = e.name AND l.state = 'again'))
;

-- NOTICE_HOLD
UPDATE notify_endpoints SET holder = ?, held_until = ?
WHERE name = ? AND (held_until <= ? OR holder = ?)
;

-- NOTICE_HELD
SELECT position, attempts, next_at <= ?::bigint AS due,
  (SELECT MIN(sequence) FROM notify_letters l
   WHERE l.endpoint = e.name AND l.state = 'again') AS again
FROM notify_endpoints e WHERE name = ?
;

-- NOTICE_PASSED
UPDATE notify_endpoints
SET position = ?, attempts = 0, next_at = 0, reason = '', held_until = ?
WHERE name = ? AND holder = ? AND position = ?
;

-- NOTICE_POSTPONED
UPDATE notify_endpoints
SET attempts = attempts + 1, next_at = ?, reason = ?, holder = NULL, held_until = 0
WHERE name = ? AND holder = ? AND position = ?
;

-- NOTICE_BURY
INSERT INTO notify_letters (endpoint, sequence, state, attempts, reason, at)
VALUES (?, ?, 'dead', ?, ?, ?)
ON CONFLICT (endpoint, sequence) DO NOTHING
;

-- NOTICE_LETTER_GONE
DELETE FROM notify_letters WHERE endpoint = ? AND sequence = ? AND state = 'again'
;

-- NOTICE_LETTER_DEAD
UPDATE notify_letters SET state = 'dead', attempts = attempts + 1, reason = ?, at = ?
WHERE endpoint = ? AND sequence = ? AND state = 'again'
;

-- NOTICE_LET_GO
UPDATE notify_endpoints SET holder = NULL, held_until = 0 WHERE name = ? AND holder = ?
;

-- NOTICE_LETTERS
SELECT endpoint, sequence, state, attempts, reason, at FROM notify_letters
WHERE ?::text IS NULL OR endpoint = ? ORDER BY sequence, endpoint LIMIT ?
;

-- NOTICE_RETRY
UPDATE notify_letters SET state = 'again'
WHERE state = 'dead' AND (?::text IS NULL OR endpoint = ?) AND (?::bigint IS NULL OR sequence = ?)
;

-- NOTICE_STANDINGS
SELECT e.name, e.position, e.attempts, e.reason,
  greatest(0, (SELECT sequence FROM audit_head WHERE id = 1) - e.position) AS behind,
  (SELECT COUNT(*) FROM notify_letters l WHERE l.endpoint = e.name) AS dead
FROM notify_endpoints e ORDER BY e.name
;

-- OUTPUT_ADD
WITH running AS MATERIALIZED (
  SELECT id FROM executions WHERE id = ? AND state = 'running' FOR SHARE),
added AS (
  INSERT INTO execution_output (execution_id, seq, at, channel, text)
  SELECT running.id, line.seq, line.at, line.channel, line.text
  FROM running, unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[])
    AS line (seq, at, channel, text)
  ON CONFLICT (execution_id, seq) DO NOTHING)
SELECT count(*) FROM running
;

-- OUTPUT_AFTER
SELECT seq, at, channel, text FROM execution_output
WHERE execution_id = ? AND seq > ? ORDER BY seq LIMIT ?
;

-- OUTPUT_FORGET
DELETE FROM execution_output WHERE (execution_id, seq) IN (
  SELECT execution_id, seq FROM execution_output
  WHERE at <= ?::bigint
    AND NOT EXISTS (
      SELECT 1 FROM executions
      WHERE executions.id = execution_output.execution_id
        AND executions.state IN ('running', 'unknown'))
  ORDER BY at LIMIT ?)
;

-- REQUEST_CLAIM
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
SELECT asked.place FROM asked JOIN claimed ON claimed.claim = asked.claim
;

-- REQUEST_FIND
SELECT fingerprint, change_id, execution_id, status, body, claim FROM requests
WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
;

-- REQUEST_RELEASE
DELETE FROM requests
WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
  AND claim = ? AND status IS NULL AND execution_id IS NULL
;

-- REQUEST_COMPLETE
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
  INSERT INTO audit_pending (at, draft, mac)
  SELECT done.answered_at, waiting.draft, waiting.mac
  FROM unnest(?::bigint[], ?::text[], ?::text[]) WITH ORDINALITY
      AS waiting (place, draft, mac, turn)
    JOIN done ON done.place = waiting.place
  ORDER BY waiting.turn)
SELECT place FROM done
;

-- REQUEST_FORGET
DELETE FROM requests WHERE id IN (
  SELECT id FROM requests
  WHERE coalesce(answered_at, claimed_at) <= ?::bigint
    AND (status IS NOT NULL OR execution_id IS NULL)
    AND NOT EXISTS (
      SELECT 1 FROM executions
      WHERE executions.id = requests.execution_id AND executions.state IN ('running', 'unknown'))
  ORDER BY coalesce(answered_at, claimed_at) LIMIT ?)
;

-- ROUND_ADD
INSERT INTO approval_rounds (change_id, action, wait_ms, number, until_at)
VALUES (?, ?, ?, ?, ?)
;

-- ROUND_FIND
SELECT * FROM approval_rounds WHERE change_id = ? AND action = ?
;

-- ROUND_MEET
UPDATE approval_rounds SET met_at = ?, until_at = ?
WHERE change_id = ? AND action = ? AND met_at IS NULL
;

-- ROUND_BREAK
WITH given AS (
  SELECT ?::bigint AS now, ?::bigint AS until_at, ?::text AS operator, ?::text AS reason,
    ?::text AS change, ?::text AS action, ?::text AS state, ?::text AS hash, ?::text AS base,
    ?::text AS requester)
UPDATE approval_rounds
SET met_at = given.now, until_at = given.until_at, broken_by = given.operator,
  broken_reason = given.reason, broken_at = given.now
FROM given
WHERE approval_rounds.change_id = given.change AND approval_rounds.action = given.action
  AND met_at IS NULL AND approval_rounds.until_at > given.now
  AND EXISTS (
    SELECT 1 FROM changes JOIN plans ON plans.change_id = changes.id
    WHERE changes.id = given.change AND changes.state = given.state
      AND plans.hash = given.hash AND plans.base = given.base
      AND changes.requester = given.requester)
;

-- CHANGE_LIST_BROKEN
WITH asked AS (
  SELECT ?::text AS before, ?::text[] AS targets, ?::bigint AS most, ?::text AS requester,
    ?::text AS state)
SELECT changes.*, plans.* FROM asked, changes JOIN plans ON plans.change_id = changes.id
WHERE (asked.before IS NULL OR changes.id < asked.before)
  AND (asked.targets IS NULL OR changes.target = ANY (asked.targets))
  AND (asked.requester IS NULL OR changes.requester = asked.requester)
  AND (asked.state IS NULL OR changes.state = asked.state)
  AND changes.id IN (SELECT change_id FROM approval_rounds WHERE broken_at IS NOT NULL)
ORDER BY changes.id DESC LIMIT (SELECT most FROM asked)
;

-- ROUND_OVER
SELECT approval_rounds.change_id, action, requester, target, until_at, met_at
FROM approval_rounds JOIN changes ON changes.id = approval_rounds.change_id
WHERE until_at IS NOT NULL AND ended_at IS NULL AND until_at <= ?
ORDER BY until_at LIMIT ? FOR UPDATE SKIP LOCKED
;

-- ROUND_END
UPDATE approval_rounds SET ended_at = ? WHERE change_id = ? AND action = ?
;

-- ROUND_END_EVERY
WITH given AS (SELECT ?::bigint AS now)
UPDATE approval_rounds SET until_at = given.now, ended_at = given.now FROM given
WHERE ended_at IS NULL AND until_at IS NOT NULL
;

-- CHANGE_LAPSE
WITH given AS (SELECT ?::bigint AS now, ?::text AS change, ?::text AS action)
UPDATE changes SET state = 'expired', updated_at = given.now FROM given
WHERE changes.id = given.change
  AND (state = 'awaiting_approval' AND given.action <> 'deploy'
    OR state = 'awaiting_confirmation' AND given.action <> 'deploy' AND NOT EXISTS (
      SELECT 1 FROM confirm_tokens
      WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL)
    OR state = 'applied' AND given.action = 'deploy' AND NOT EXISTS (
      SELECT 1 FROM confirm_tokens
      WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL
        AND for_deploy = 1))
;

-- SESSION_BEGIN
INSERT INTO console_sessions (id_hash, key_id, principal, since, seen)
SELECT ?::text, id, principal, ?::bigint, ?::bigint FROM api_keys
WHERE id = ? AND kind = 'person' AND revoked_at IS NULL
FOR SHARE
;

-- SESSION_CROWD_OUT
WITH begun AS (SELECT principal FROM console_sessions WHERE id_hash = ?)
DELETE FROM console_sessions
WHERE principal = (SELECT principal FROM begun)
  AND id NOT IN (
    SELECT id FROM console_sessions WHERE principal = (SELECT principal FROM begun)
    ORDER BY since DESC, id DESC LIMIT ?)
;

-- SESSION_FIND
SELECT s.id_hash, s.since, s.seen,
       k.id, k.principal, k.kind, k.roles, k.targets, k.member_of
FROM console_sessions s JOIN api_keys k ON k.id = s.key_id,
     now_millis(?::bigint) AS now
WHERE s.id_hash = ? AND s.seen > now - ?::bigint AND s.since > now - ?::bigint
  AND k.revoked_at IS NULL
;

-- SESSION_SEEN
UPDATE console_sessions SET seen = greatest(seen, ?) WHERE id_hash = ?
;

-- SESSION_END
DELETE FROM console_sessions WHERE id_hash = ?
;

-- SESSION_END_ALL
DELETE FROM console_sessions WHERE principal = ?
;

-- SESSION_FORGET
DELETE FROM console_sessions WHERE id IN (
  SELECT id FROM console_sessions WHERE seen <= ? OR since <= ? LIMIT ?)
;

-- NOW
SELECT now_millis(?::bigint)
;

-- STORE_PING
SELECT count(*) FROM audit_head
WHERE NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'
;

-- STORE_DURABLE
SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'
;

-- GATE_HEARTBEAT
WITH clock AS MATERIALIZED (SELECT now_millis(?::bigint) AS now)
INSERT INTO gates (id, started_at, alive_until)
SELECT ?, now, now + ?::bigint FROM clock
ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
RETURNING (SELECT now FROM clock)
;

-- GATE_REMOVE
DELETE FROM gates WHERE id = ?
;

-- GATE_FORGET
DELETE FROM gates WHERE alive_until < ?
;

-- TOKEN_ISSUE
WITH given AS (
  SELECT ?::text AS hash, ?::text AS claims, ?::bigint AS issued_at, ?::bigint AS expires_at,
    ?::text AS change, ?::integer AS for_deploy, ?::text AS state)
INSERT INTO confirm_tokens
  (token_hash, change_id, claims, issued_at, expires_at, for_deploy)
SELECT given.hash, changes.id, given.claims, given.issued_at, given.expires_at,
  given.for_deploy
FROM given JOIN changes ON changes.id = given.change
WHERE changes.state = given.state
  AND NOT EXISTS (
    SELECT 1 FROM approval_rounds
    WHERE approval_rounds.change_id = changes.id
      AND (approval_rounds.action = 'deploy') = (given.for_deploy = 1)
      AND (met_at IS NULL OR until_at < given.expires_at))
  AND NOT EXISTS (
    SELECT 1 FROM confirm_tokens
    WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL
      AND confirm_tokens.for_deploy = given.for_deploy)
;

-- TOKEN_WHY_REFUSED
SELECT used_at, deployed_at, voided_at, expires_at, expires_at <= now_millis(?::bigint) AS over
FROM confirm_tokens WHERE token_hash = ?
;

-- TOKEN_OF_CHANGE
SELECT token_hash, change_id, claims, issued_at, expires_at FROM confirm_tokens
WHERE change_id = ? AND voided_at IS NULL AND for_deploy = ? ORDER BY id DESC LIMIT 1
;

-- TOKEN_VOID_OF_CHANGE
UPDATE confirm_tokens SET voided_at = ? WHERE change_id = ? AND voided_at IS NULL
;

-- TOKEN_VOID_EVERY
UPDATE confirm_tokens SET voided_at = ?
WHERE voided_at IS NULL AND lapsed_at IS NULL AND deployed_at IS NULL
;

-- TOKEN_EXPIRED
SELECT confirm_tokens.id AS token, change_id, requester, target, expires_at
FROM confirm_tokens JOIN changes ON changes.id = change_id
WHERE used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL AND expires_at <= ?
ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED
;

-- TOKEN_LAPSE
UPDATE confirm_tokens SET lapsed_at = ?
WHERE id = ? AND used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL
;

-- WINDOW_DECIDE
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
;

-- WINDOW_MAKE
INSERT INTO limit_windows (subject, scope, policy, idle_at, events)
SELECT subject, scope, policy, now_millis(?::bigint) + 3600000, '{}'
FROM unnest(?::text[], ?::text[], ?::text[]) AS asked (subject, scope, policy)
ORDER BY subject, scope, policy
ON CONFLICT (subject, scope, policy) DO NOTHING
;

-- WINDOW_FIND
SELECT asked.place, events, block_level, block_started_at, block_until
FROM unnest(?::text[], ?::text[], ?::text[])
  WITH ORDINALITY AS asked (subject, scope, policy, place)
JOIN limit_windows AS windows
  ON windows.subject = asked.subject AND windows.scope = asked.scope
    AND windows.policy = asked.policy
;

-- WINDOW_HOLD
SELECT asked.place, events, block_level, block_started_at, block_until
FROM unnest(?::text[], ?::text[], ?::text[])
  WITH ORDINALITY AS asked (subject, scope, policy, place)
JOIN limit_windows AS windows
  ON windows.subject = asked.subject AND windows.scope = asked.scope
    AND windows.policy = asked.policy
ORDER BY windows.subject, windows.scope, windows.policy
FOR UPDATE OF windows
;

-- WINDOW_SAVE
UPDATE limit_windows
SET idle_at = ?, block_level = ?, block_started_at = ?, block_until = ?, events = ?::bigint[]
WHERE subject = ? AND scope = ? AND policy = ?
;

-- WINDOW_BLOCKS
SELECT subject, scope, policy, block_level, block_started_at, block_until
FROM limit_windows WHERE block_until > ?::bigint
ORDER BY block_until, subject, scope, policy LIMIT ?
;

-- WINDOW_CLEAR
DELETE FROM limit_windows WHERE subject = ? AND scope = ?
;

-- WINDOW_PURGE
DELETE FROM limit_windows WHERE (subject, scope, policy) IN (
  SELECT subject, scope, policy FROM limit_windows WHERE idle_at <= ?::bigint
  LIMIT ? FOR UPDATE SKIP LOCKED)
;
