-- Times are whole milliseconds since 1970. Text compares byte by byte (BINARY is SQLite's default), so
-- keys and names that differ in case differ. JSON is text that the gate wrote itself.

-- One row for each gate that has the store open; a gate lives while its lease lasts.
CREATE TABLE gates (
  id          TEXT    NOT NULL PRIMARY KEY,
  started_at  INTEGER NOT NULL,
  alive_until INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
  id          TEXT    NOT NULL PRIMARY KEY,
  secret_hash TEXT    NOT NULL CHECK (length(secret_hash) = 64),
  principal   TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('agent', 'service', 'person')),
  roles       TEXT    NOT NULL CHECK (json_valid(roles)),
  targets     TEXT    NOT NULL CHECK (json_valid(targets)),
  created_at  INTEGER NOT NULL,
  revoked_at  INTEGER
) STRICT;

CREATE TABLE changes (
  id              TEXT    NOT NULL PRIMARY KEY,
  requester       TEXT    NOT NULL,
  target          TEXT    NOT NULL,
  idempotency_key TEXT    NOT NULL,
  command         TEXT    NOT NULL,
  actor           TEXT,
  state           TEXT    NOT NULL CHECK (state IN (
    'awaiting_approval', 'awaiting_confirmation', 'applying', 'applied', 'apply_failed',
    'deploying', 'deployed', 'deploy_failed', 'rolling_back', 'rolled_back', 'rollback_failed',
    'unknown', 'stale', 'expired', 'rejected', 'cancelled')),
  declared        TEXT             CHECK (declared IN ('low', 'medium', 'high')),
  assessed        TEXT    NOT NULL CHECK (assessed IN ('low', 'medium', 'high')),
  reversibility   TEXT    NOT NULL CHECK (reversibility IN (
    'read-only', 'reversible', 'externally-reversible', 'irreversible')),
  reasons         TEXT    NOT NULL CHECK (json_valid(reasons)),
  execution_id    TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX changes_by_requester ON changes (requester, id);
CREATE INDEX changes_by_target ON changes (target, id);
CREATE INDEX changes_by_state ON changes (state, id);

-- Apart from its change, so that a change of state does not write a long diff again.
CREATE TABLE plans (
  change_id TEXT NOT NULL PRIMARY KEY REFERENCES changes (id),
  operation TEXT NOT NULL CHECK (operation IN ('change', 'rollback')),
  hash      TEXT NOT NULL CHECK (length(hash) = 71),
  base      TEXT NOT NULL,
  summary   TEXT NOT NULL,
  diff      TEXT NOT NULL,
  stats     TEXT NOT NULL CHECK (json_valid(stats)),
  material  TEXT NOT NULL CHECK (json_valid(material))
) STRICT;

-- A token is used once (used_at), and its deploy once more (deployed_at). lapsed_at says that its expiry
-- is on the record.
CREATE TABLE confirm_tokens (
  id          INTEGER PRIMARY KEY,
  token_hash  TEXT    NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  change_id   TEXT    NOT NULL REFERENCES changes (id),
  claims      TEXT    NOT NULL,
  issued_at   INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL CHECK (expires_at > issued_at),
  used_at     INTEGER,
  deployed_at INTEGER CHECK (deployed_at IS NULL OR used_at IS NOT NULL),
  voided_at   INTEGER,
  lapsed_at   INTEGER CHECK (lapsed_at IS NULL OR used_at IS NULL)
) STRICT;

CREATE INDEX confirm_tokens_by_change ON confirm_tokens (change_id, id);
CREATE INDEX confirm_tokens_waiting ON confirm_tokens (expires_at)
  WHERE used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL;

-- Requests under their idempotency keys. A row without an answer is a claim; a claim without an
-- execution is a preview's and may be taken over once it is dead. There is no foreign key to the change
-- or the execution, because the claim comes before either.
CREATE TABLE requests (
  id              INTEGER PRIMARY KEY,
  principal       TEXT    NOT NULL,
  target          TEXT    NOT NULL,
  action          TEXT    NOT NULL CHECK (action IN ('preview', 'apply', 'deploy', 'rollback', 'auto')),
  idempotency_key TEXT    NOT NULL,
  fingerprint     TEXT    NOT NULL CHECK (length(fingerprint) = 64),
  claim           INTEGER NOT NULL,
  gate_id         TEXT    NOT NULL,
  claimed_at      INTEGER NOT NULL,
  claimed_until   INTEGER,
  change_id       TEXT,
  execution_id    TEXT,
  status          INTEGER          CHECK (status BETWEEN 100 AND 599),
  body            TEXT,
  answered_at     INTEGER,
  UNIQUE (principal, target, action, idempotency_key),
  CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (answered_at IS NULL)),
  CHECK ((execution_id IS NULL) = (action = 'preview')),
  CHECK ((claimed_until IS NULL) = (execution_id IS NOT NULL))
) STRICT;

CREATE INDEX requests_by_execution ON requests (execution_id) WHERE execution_id IS NOT NULL;
CREATE INDEX requests_by_age ON requests (coalesce(answered_at, claimed_at));

CREATE TABLE executions (
  id              TEXT    NOT NULL PRIMARY KEY,
  change_id       TEXT    NOT NULL REFERENCES changes (id),
  target          TEXT    NOT NULL,
  principal       TEXT    NOT NULL,
  action          TEXT    NOT NULL CHECK (action IN ('apply', 'deploy', 'rollback', 'auto')),
  idempotency_key TEXT    NOT NULL,
  state           TEXT    NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'unknown')),
  gate_id         TEXT    NOT NULL,
  fence           INTEGER NOT NULL CHECK (fence > 0),
  detail          TEXT,
  output          TEXT    NOT NULL CHECK (json_valid(output)),
  trace_id        TEXT    NOT NULL,
  echo            TEXT    NOT NULL,
  started_at      INTEGER NOT NULL,
  ended_at        INTEGER,
  CHECK ((state = 'running') = (ended_at IS NULL))
) STRICT;

CREATE INDEX executions_by_change ON executions (change_id);
CREATE INDEX executions_open ON executions (state, id) WHERE state IN ('running', 'unknown');

-- One row for each target that was ever executed on; free while no execution has it. The fence grows by
-- one with every lease and never goes back.
CREATE TABLE leases (
  target       TEXT    NOT NULL PRIMARY KEY,
  fence        INTEGER NOT NULL CHECK (fence > 0),
  execution_id TEXT,
  since        INTEGER,
  CHECK ((execution_id IS NULL) = (since IS NULL))
) STRICT;

CREATE INDEX leases_by_execution ON leases (execution_id) WHERE execution_id IS NOT NULL;

-- body is canonical JSON (RFC 8785) with the sequence and every other field; nothing of it is kept twice.
CREATE TABLE audit_records (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  body     TEXT    NOT NULL,
  previous TEXT    NOT NULL CHECK (length(previous) = 64),
  hash     TEXT    NOT NULL CHECK (length(hash) = 64),
  seal     TEXT    NOT NULL CHECK (length(seal) = 64)
) STRICT;

-- The chain's end. It is here from the start, so that its absence always means that somebody took it.
CREATE TABLE audit_head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash     TEXT    NOT NULL CHECK (length(hash) = 64),
  seal     TEXT    NOT NULL
) STRICT;

INSERT INTO audit_head (id, sequence, hash, seal)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', '');
