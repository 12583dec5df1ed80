-- Every statement of a gate that worked with version 4 of the tables, each after its name.

-- APPROVAL_ADD
INSERT INTO approvals
  (change_id, principal, verdict, plan_hash, base, requester, policy, reason, decided_at)
SELECT changes.id, ?1, ?2, plans.hash, plans.base, changes.requester, ?3, ?4, ?5
FROM changes JOIN plans ON plans.change_id = changes.id
WHERE changes.id = ?6 AND changes.state = 'awaiting_approval'
  AND plans.hash = ?7 AND plans.base = ?8 AND changes.requester = ?9
ON CONFLICT (change_id, plan_hash, policy, principal) DO NOTHING
;

-- APPROVAL_OF
SELECT verdict FROM approvals
WHERE change_id = ? AND plan_hash = ? AND policy = ? AND principal = ?
;

-- APPROVAL_COUNT
SELECT count(*) FROM approvals
WHERE change_id = ? AND plan_hash = ? AND policy = ? AND verdict = 'approved'
;

-- APPROVAL_SAME_PLAN
SELECT count(*) FROM changes JOIN plans ON plans.change_id = changes.id
WHERE changes.id = ? AND plans.hash = ? AND plans.base = ? AND changes.requester = ?
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

-- AUDIT_HEAD
SELECT sequence, hash, seal FROM audit_head WHERE id = 1
;

-- AUDIT_APPEND
INSERT INTO audit_records (sequence, body, previous, hash, seal)
VALUES (?, ?, ?, ?, ?)
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

-- CHANGE_ADD
INSERT INTO changes
  (id, requester, target, idempotency_key, command, actor, state, declared, assessed,
   reversibility, reasons, execution_id, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
;

-- PLAN_ADD
INSERT INTO plans (change_id, operation, hash, base, summary, diff, stats, material)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
;

-- CHANGE_FIND
SELECT * FROM changes JOIN plans ON plans.change_id = changes.id WHERE changes.id = ?
;

-- CHANGE_STATE
SELECT state FROM changes WHERE id = ?
;

-- CHANGE_LIST
SELECT * FROM changes JOIN plans ON plans.change_id = changes.id
WHERE (?1 IS NULL OR changes.id < ?1)
  AND (?2 IS NULL OR changes.target IN (SELECT value FROM json_each(?2)))
ORDER BY changes.id DESC LIMIT ?3
;

-- CHANGE_LIST_OF_REQUESTER
SELECT * FROM changes JOIN plans ON plans.change_id = changes.id
WHERE (?1 IS NULL OR changes.id < ?1)
  AND (?2 IS NULL OR changes.target IN (SELECT value FROM json_each(?2)))
  AND changes.requester = ?4 AND (?5 IS NULL OR changes.state = ?5)
ORDER BY changes.id DESC LIMIT ?3
;

-- CHANGE_LIST_IN_STATE
SELECT * FROM changes JOIN plans ON plans.change_id = changes.id
WHERE (?1 IS NULL OR changes.id < ?1)
  AND (?2 IS NULL OR changes.target IN (SELECT value FROM json_each(?2)))
  AND changes.state = ?4
ORDER BY changes.id DESC LIMIT ?3
;

-- CHANGE_MOVE
UPDATE changes SET state = ?, updated_at = ? WHERE id = ? AND state = ?
;

-- CHANGE_MOVE_FROM_ANY
UPDATE changes SET state = ?, updated_at = ?
WHERE id = ? AND state IN (SELECT value FROM json_each(?))
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
UPDATE changes SET state = 'expired', updated_at = ?1
WHERE id = ?2 AND state = 'awaiting_confirmation'
  AND NOT EXISTS (
    SELECT 1 FROM confirm_tokens
    WHERE confirm_tokens.change_id = changes.id AND used_at IS NULL AND voided_at IS NULL
      AND expires_at > ?1)
;

-- LEASE_TAKE
INSERT INTO leases (target, fence, execution_id, since) VALUES (?1, 1, ?2, ?3)
ON CONFLICT (target) DO UPDATE
SET fence = leases.fence + 1, execution_id = excluded.execution_id, since = excluded.since
WHERE leases.execution_id IS NULL
  OR (?4 = 1 AND EXISTS (
    SELECT 1 FROM executions
    WHERE executions.id = leases.execution_id AND executions.state = 'unknown'))
;

-- LEASE_FIND
SELECT fence, execution_id, since FROM leases WHERE target = ?
;

-- LEASE_GIVE_BACK
UPDATE leases SET execution_id = NULL, since = NULL WHERE execution_id = ?
;

-- EXECUTION_ADD
INSERT INTO executions
  (id, change_id, target, principal, action, idempotency_key, state, gate_id, fence, output,
   trace_id, echo, started_at)
VALUES (?, ?, ?, ?, ?, ?, 'running', ?, ?, '{}', ?, ?, ?)
;

-- EXECUTION_END
UPDATE executions
SET state = ?, detail = ?, output = ?, ended_at = coalesce(ended_at, ?)
WHERE id = ? AND state = ?
;

-- EXECUTION_FIND
SELECT * FROM executions WHERE id = ?
;

-- EXECUTION_OF_CHANGE
SELECT * FROM executions WHERE change_id = ? ORDER BY rowid
;

-- EXECUTION_COUNT_RUNNING
SELECT count(*) FROM executions WHERE state = 'running'
;

-- EXECUTION_COUNT_UNKNOWN
SELECT count(*) FROM executions WHERE state = 'unknown'
;

-- EXECUTION_LIST
SELECT * FROM executions
WHERE (?1 IS NULL OR (started_at, id) <
    (SELECT started_at, id FROM executions AS cursor WHERE cursor.id = ?1))
  AND (?2 IS NULL OR target IN (SELECT value FROM json_each(?2)))
  AND (?3 IS NULL OR principal = ?3) AND (?4 IS NULL OR state = ?4)
ORDER BY started_at DESC, id DESC LIMIT ?5
;

-- EXECUTION_LIST_OPEN
SELECT * FROM executions
WHERE (?1 IS NULL OR (started_at, id) <
    (SELECT started_at, id FROM executions AS cursor WHERE cursor.id = ?1))
  AND (?2 IS NULL OR target IN (SELECT value FROM json_each(?2)))
  AND (?3 IS NULL OR principal = ?3) AND state = ?4 AND state IN ('running', 'unknown')
ORDER BY started_at DESC, id DESC LIMIT ?5
;

-- EXECUTION_STOP
UPDATE executions SET stop = ? WHERE id = ? AND state = 'running' AND stop IS NULL
;

-- EXECUTION_HELD
SELECT id, stop FROM executions WHERE state = 'running' AND gate_id = ?
;

-- EXECUTION_GATES
SELECT DISTINCT gate_id FROM executions
WHERE state = 'running' AND gate_id <> ?1
  AND EXISTS (SELECT 1 FROM gates WHERE gates.id = gate_id AND gates.alive_until > ?2)
;

-- EXECUTION_ORPHANS
SELECT * FROM executions
WHERE state = 'running' AND NOT EXISTS (
  SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?)
ORDER BY id LIMIT ?
;

-- EXECUTION_CUT_OFF
UPDATE executions SET state = 'unknown', detail = ?1, ended_at = ?3
WHERE id = ?2 AND state = 'running' AND NOT EXISTS (
  SELECT 1 FROM gates WHERE gates.id = executions.gate_id AND gates.alive_until > ?3)
;

-- EXECUTION_UNKNOWN
SELECT * FROM executions
WHERE state = 'unknown' AND NOT EXISTS (
  SELECT 1 FROM leases
  WHERE leases.target = executions.target AND leases.execution_id <> executions.id)
ORDER BY id LIMIT ?
;

-- TX_BEGIN
BEGIN IMMEDIATE
;

-- TX_SAVEPOINT
SAVEPOINT unit
;

-- TX_ROLLBACK_TO
ROLLBACK TO unit
;

-- TX_RELEASE
RELEASE unit
;

-- TX_COMMIT
COMMIT
;

-- TX_ROLLBACK
ROLLBACK
;

-- READ_ONLY
PRAGMA query_only = true
;

-- LOG_CHECKPOINT
PRAGMA wal_checkpoint(PASSIVE)
;

-- LOG_TRUNCATE
PRAGMA wal_checkpoint(TRUNCATE)
;

-- COPY_TO
VACUUM INTO ?
;

-- COPY_CHECK
PRAGMA quick_check
;

-- STORE_PING
SELECT count(*) FROM audit_head
;

-- GATE_SIGN_OF_LIFE
INSERT INTO gates (id, started_at, alive_until)
VALUES (?1, ?2, ?3)
ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
WHERE gates.alive_until < ?4
;

-- GATE_RENEW
UPDATE gates SET alive_until = ? WHERE id = ?
;

-- GATE_REMOVE
DELETE FROM gates WHERE id = ?
;

-- GATE_FORGET
DELETE FROM gates WHERE alive_until < ?
;

-- KEY_ADD
INSERT INTO api_keys (id, secret_hash, principal, kind, roles, targets, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
;

-- KEY_FIND
SELECT id, secret_hash, principal, kind, roles, targets, created_at, revoked_at
FROM api_keys WHERE id = ?
;

-- KEY_LIST
SELECT id, secret_hash, principal, kind, roles, targets, created_at, revoked_at
FROM api_keys ORDER BY rowid
;

-- KEY_REVOKE
UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL
;

-- OUTPUT_ADD
INSERT INTO execution_output (execution_id, seq, at, channel, text) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (execution_id, seq) DO NOTHING
;

-- OUTPUT_MAY_ADD
SELECT 1 FROM executions WHERE id = ? AND state = 'running'
;

-- OUTPUT_AFTER
SELECT seq, at, channel, text FROM execution_output
WHERE execution_id = ? AND seq > ? ORDER BY seq LIMIT ?
;

-- OUTPUT_FORGET
DELETE FROM execution_output WHERE (execution_id, seq) IN (
  SELECT execution_id, seq FROM execution_output
  WHERE at <= ?
    AND NOT EXISTS (
      SELECT 1 FROM executions
      WHERE executions.id = execution_output.execution_id
        AND executions.state IN ('running', 'unknown'))
  ORDER BY at LIMIT ?)
;

-- REQUEST_CLAIM
INSERT INTO requests
  (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (principal, target, action, idempotency_key) DO UPDATE
SET fingerprint = excluded.fingerprint, claim = excluded.claim, gate_id = excluded.gate_id,
    claimed_at = excluded.claimed_at, claimed_until = excluded.claimed_until
WHERE requests.status IS NULL AND requests.execution_id IS NULL
  AND (requests.claimed_until <= excluded.claimed_at
    OR NOT EXISTS (
      SELECT 1 FROM gates
      WHERE gates.id = requests.gate_id AND gates.alive_until > excluded.claimed_at))
;

-- REQUEST_BEGIN
INSERT INTO requests
  (principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, change_id,
   execution_id)
VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
ON CONFLICT (principal, target, action, idempotency_key) DO NOTHING
;

-- REQUEST_FIND
SELECT fingerprint, change_id, execution_id, status, body, gate_id FROM requests
WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
;

-- REQUEST_RELEASE
DELETE FROM requests
WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
  AND claim = ? AND status IS NULL AND execution_id IS NULL
;

-- REQUEST_COMPLETE
UPDATE requests SET change_id = ?, status = ?, body = ?, answered_at = ?
WHERE principal = ? AND target = ? AND action = ? AND idempotency_key = ?
  AND claim = ? AND status IS NULL AND execution_id IS NULL
;

-- REQUEST_ANSWER_EXECUTION
UPDATE requests SET status = ?, body = ?, answered_at = ? WHERE execution_id = ?
;

-- REQUEST_FORGET
DELETE FROM requests WHERE id IN (
  SELECT id FROM requests
  WHERE coalesce(answered_at, claimed_at) <= ?
    AND (status IS NOT NULL OR execution_id IS NULL)
    AND NOT EXISTS (
      SELECT 1 FROM executions
      WHERE executions.id = requests.execution_id AND executions.state IN ('running', 'unknown'))
  ORDER BY coalesce(answered_at, claimed_at) LIMIT ?)
;

-- TOKEN_ADD
INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)
VALUES (?, ?, ?, ?, ?)
;

-- TOKEN_ISSUE
INSERT INTO confirm_tokens (token_hash, change_id, claims, issued_at, expires_at)
SELECT ?1, changes.id, ?2, ?3, ?4 FROM changes
WHERE changes.id = ?5 AND changes.state = 'awaiting_confirmation'
  AND NOT EXISTS (
    SELECT 1 FROM confirm_tokens
    WHERE confirm_tokens.change_id = changes.id AND voided_at IS NULL)
;

-- TOKEN_CONSUME
UPDATE confirm_tokens SET used_at = ?
WHERE token_hash = ? AND used_at IS NULL AND expires_at > ? AND voided_at IS NULL
;

-- TOKEN_REUSE
UPDATE confirm_tokens SET deployed_at = ?
WHERE token_hash = ? AND used_at IS NOT NULL AND deployed_at IS NULL AND expires_at > ?
  AND voided_at IS NULL
;

-- TOKEN_WHY_REFUSED
SELECT used_at, deployed_at, voided_at, expires_at FROM confirm_tokens WHERE token_hash = ?
;

-- TOKEN_OF_CHANGE
SELECT token_hash, change_id, claims, issued_at, expires_at FROM confirm_tokens
WHERE change_id = ? AND voided_at IS NULL ORDER BY id DESC LIMIT 1
;

-- TOKEN_VOID_OF_CHANGE
UPDATE confirm_tokens SET voided_at = ? WHERE change_id = ? AND voided_at IS NULL
;

-- TOKEN_VOID_OF_EXECUTION
UPDATE confirm_tokens SET voided_at = ?
WHERE change_id = (SELECT change_id FROM executions WHERE executions.id = ?)
  AND voided_at IS NULL
;

-- TOKEN_VOID_EVERY
UPDATE confirm_tokens SET voided_at = ?
WHERE voided_at IS NULL AND lapsed_at IS NULL AND deployed_at IS NULL
;

-- TOKEN_EXPIRED
SELECT confirm_tokens.id AS token, change_id, requester, target, expires_at
FROM confirm_tokens JOIN changes ON changes.id = change_id
WHERE used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL AND expires_at <= ?
ORDER BY expires_at LIMIT ?
;

-- TOKEN_LAPSE
UPDATE confirm_tokens SET lapsed_at = ?
WHERE id = ? AND used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL
;

-- WINDOW_FIND
SELECT version, events, block_level, block_started_at, block_until
FROM limit_windows WHERE subject = ? AND scope = ? AND policy = ?
;

-- WINDOW_SAVE
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
;

-- WINDOW_BLOCKS
SELECT subject, scope, policy, block_level, block_started_at, block_until
FROM limit_windows WHERE block_until > ? ORDER BY block_until, subject, scope, policy LIMIT ?
;

-- WINDOW_CLEAR
DELETE FROM limit_windows WHERE subject = ? AND scope = ?
;

-- WINDOW_PURGE
DELETE FROM limit_windows WHERE rowid IN
  (SELECT rowid FROM limit_windows WHERE idle_at <= ? LIMIT ?)
;
