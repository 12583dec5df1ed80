-- Times are whole milliseconds since 1970, by this server's clock. Text compares byte by byte (COLLATE "C"),
-- whatever the database's own collation, so keys and names that differ in case differ. JSON is text that
-- the gate wrote itself.

-- The clock of record. A value is given in tests alone, whose clock stands in for the server's.
CREATE FUNCTION now_millis(given BIGINT) RETURNS BIGINT LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(given, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
$$;

-- One row for each gate that has the store open; a gate lives while its lease lasts.
CREATE TABLE gates (
  id          TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  started_at  BIGINT NOT NULL,
  alive_until BIGINT NOT NULL
);

CREATE TABLE api_keys (
  place       BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
  id          TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  secret_hash TEXT   NOT NULL CHECK (length(secret_hash) = 64),
  principal   TEXT   COLLATE "C" NOT NULL,
  kind        TEXT   NOT NULL CHECK (kind IN ('agent', 'service', 'person')),
  roles       TEXT   NOT NULL CHECK (roles::json IS NOT NULL),
  targets     TEXT   NOT NULL CHECK (targets::json IS NOT NULL),
  member_of   TEXT   NOT NULL CHECK (member_of::json IS NOT NULL),
  created_at  BIGINT NOT NULL,
  revoked_at  BIGINT
);

CREATE TABLE changes (
  id              TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  requester       TEXT   COLLATE "C" NOT NULL,
  target          TEXT   COLLATE "C" NOT NULL,
  idempotency_key TEXT   COLLATE "C" NOT NULL,
  command         TEXT   NOT NULL,
  actor           TEXT,
  state           TEXT   COLLATE "C" NOT NULL CHECK (state IN (
    'awaiting_approval', 'awaiting_confirmation', 'applying', 'applied', 'apply_failed',
    'deploying', 'deployed', 'deploy_failed', 'rolling_back', 'rolled_back', 'rollback_failed',
    'unknown', 'stale', 'expired', 'rejected', 'cancelled')),
  declared        TEXT            CHECK (declared IN ('low', 'medium', 'high')),
  assessed        TEXT   NOT NULL CHECK (assessed IN ('low', 'medium', 'high')),
  reversibility   TEXT   NOT NULL CHECK (reversibility IN (
    'read-only', 'reversible', 'externally-reversible', 'irreversible')),
  reasons         TEXT   NOT NULL CHECK (reasons::json IS NOT NULL),
  execution_id    TEXT   COLLATE "C" NOT NULL,
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL
);

CREATE INDEX changes_by_requester ON changes (requester, id);
CREATE INDEX changes_by_target ON changes (target, id);
CREATE INDEX changes_by_state ON changes (state, id);

-- What ended, by when: changes that are old enough to be forgotten are found without looking at the rest.
CREATE INDEX changes_ended ON changes (updated_at)
  WHERE state NOT IN ('awaiting_approval', 'awaiting_confirmation', 'applying', 'deploying',
    'rolling_back', 'unknown');

-- Apart from its change, so that a change of state does not write a long diff again.
CREATE TABLE plans (
  change_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES changes (id),
  operation TEXT NOT NULL CHECK (operation IN ('change', 'rollback')),
  hash      TEXT COLLATE "C" NOT NULL CHECK (length(hash) = 71),
  base      TEXT COLLATE "C" NOT NULL,
  summary   TEXT NOT NULL,
  diff      TEXT NOT NULL,
  stats     TEXT NOT NULL CHECK (stats::json IS NOT NULL),
  material  TEXT NOT NULL CHECK (material::json IS NOT NULL)
);

-- A token is used once (used_at), and its deploy once more (deployed_at). lapsed_at says that its expiry
-- is on the record.
CREATE TABLE confirm_tokens (
  id          BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash  TEXT   COLLATE "C" NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  change_id   TEXT   COLLATE "C" NOT NULL REFERENCES changes (id),
  claims      TEXT   NOT NULL,
  issued_at   BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL CHECK (expires_at > issued_at),
  used_at     BIGINT,
  deployed_at BIGINT CHECK (deployed_at IS NULL OR used_at IS NOT NULL),
  voided_at   BIGINT,
  lapsed_at   BIGINT CHECK (lapsed_at IS NULL OR used_at IS NULL),
  -- Whether it is the fresh token of a deploy that wants its own approval.
  for_deploy  INTEGER NOT NULL DEFAULT 0 CHECK (for_deploy IN (0, 1))
);

CREATE INDEX confirm_tokens_by_change ON confirm_tokens (change_id, id);
CREATE INDEX confirm_tokens_waiting ON confirm_tokens (expires_at)
  WHERE used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL;

-- Requests under their idempotency keys. A row without an answer is a claim; a claim without an
-- execution is a preview's and may be taken over once it is dead. There is no foreign key to the change
-- or the execution, because the claim comes before either.
CREATE TABLE requests (
  id              BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  principal       TEXT    COLLATE "C" NOT NULL,
  target          TEXT    COLLATE "C" NOT NULL,
  action          TEXT    COLLATE "C" NOT NULL
    CHECK (action IN ('preview', 'apply', 'deploy', 'rollback', 'auto')),
  idempotency_key TEXT    COLLATE "C" NOT NULL,
  fingerprint     TEXT    COLLATE "C" NOT NULL CHECK (length(fingerprint) = 64),
  claim           BIGINT  NOT NULL,
  gate_id         TEXT    COLLATE "C" NOT NULL,
  claimed_at      BIGINT  NOT NULL,
  claimed_until   BIGINT,
  change_id       TEXT    COLLATE "C",
  execution_id    TEXT    COLLATE "C",
  status          INTEGER          CHECK (status BETWEEN 100 AND 599),
  body            TEXT,
  answered_at     BIGINT,
  UNIQUE (principal, target, action, idempotency_key),
  CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (answered_at IS NULL)),
  CHECK ((execution_id IS NULL) = (action = 'preview')),
  CHECK ((claimed_until IS NULL) = (execution_id IS NOT NULL))
);

CREATE INDEX requests_by_execution ON requests (execution_id) WHERE execution_id IS NOT NULL;
CREATE INDEX requests_by_age ON requests (coalesce(answered_at, claimed_at));

CREATE TABLE executions (
  place           BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
  id              TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  change_id       TEXT   COLLATE "C" NOT NULL REFERENCES changes (id),
  target          TEXT   COLLATE "C" NOT NULL,
  principal       TEXT   COLLATE "C" NOT NULL,
  action          TEXT   NOT NULL CHECK (action IN ('apply', 'deploy', 'rollback', 'auto')),
  idempotency_key TEXT   COLLATE "C" NOT NULL,
  state           TEXT   COLLATE "C" NOT NULL
    CHECK (state IN ('running', 'succeeded', 'failed', 'unknown')),
  gate_id         TEXT   COLLATE "C" NOT NULL,
  fence           BIGINT NOT NULL CHECK (fence > 0),
  detail          TEXT,
  output          TEXT   NOT NULL CHECK (output::json IS NOT NULL),
  stop            TEXT            CHECK (stop IN ('cancelled', 'frozen')),
  trace_id        TEXT   NOT NULL,
  echo            TEXT   NOT NULL,
  started_at      BIGINT NOT NULL,
  ended_at        BIGINT,
  CHECK ((state = 'running') = (ended_at IS NULL))
);

CREATE INDEX executions_by_change ON executions (change_id, place);
CREATE INDEX executions_open ON executions (state, id) WHERE state IN ('running', 'unknown');
CREATE INDEX executions_by_start ON executions (started_at, id);

-- One row for each target that was ever previewed; free while no execution has it. The fence grows by one
-- with every lease and never goes back; it is 0 before the first.
CREATE TABLE leases (
  target       TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
  fence        BIGINT NOT NULL CHECK (fence >= 0),
  execution_id TEXT   COLLATE "C",
  since        BIGINT,
  CHECK ((execution_id IS NULL) = (since IS NULL)),
  CHECK (execution_id IS NULL OR fence > 0)
);

CREATE INDEX leases_by_execution ON leases (execution_id) WHERE execution_id IS NOT NULL;

-- What executions reported while they ran, line by line in the order of seq.
CREATE TABLE execution_output (
  execution_id TEXT   COLLATE "C" NOT NULL,
  seq          BIGINT NOT NULL CHECK (seq > 0),
  at           BIGINT NOT NULL,
  channel      TEXT   NOT NULL CHECK (channel IN ('note', 'stdout', 'stderr', 'progress')),
  text         TEXT   NOT NULL CHECK (length(text) <= 8192),
  PRIMARY KEY (execution_id, seq)
);

CREATE INDEX execution_output_by_age ON execution_output (at);

-- One row for each asking for others' approval of a change: of its apply or rollback, and of its deploy.
-- A deploy's opens when the apply has succeeded. until_at is until when decisions are taken; once the
-- round is met, it is until when what was given holds. ended_at says that nobody need look any more
-- whether its time is over. The number is no secret: it shows that an approver spoke with the requester.
CREATE TABLE approval_rounds (
  change_id     TEXT    COLLATE "C" NOT NULL REFERENCES changes (id),
  action        TEXT    COLLATE "C" NOT NULL CHECK (action IN ('apply', 'deploy', 'rollback')),
  wait_ms       BIGINT  NOT NULL CHECK (wait_ms > 0),
  number        INTEGER          CHECK (number BETWEEN 10 AND 99),
  until_at      BIGINT           CHECK (until_at IS NOT NULL OR action = 'deploy'),
  met_at        BIGINT           CHECK (met_at IS NULL OR until_at IS NOT NULL),
  broken_by     TEXT    COLLATE "C",
  broken_reason TEXT             CHECK (length(broken_reason) BETWEEN 1 AND 1000),
  broken_at     BIGINT,
  ended_at      BIGINT,
  PRIMARY KEY (change_id, action),
  CHECK ((broken_by IS NULL) = (broken_reason IS NULL) AND (broken_by IS NULL) = (broken_at IS NULL)),
  CHECK (broken_at IS NULL OR met_at IS NOT NULL)
);

CREATE INDEX approval_rounds_waiting ON approval_rounds (until_at)
  WHERE until_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX approval_rounds_broken ON approval_rounds (broken_at) WHERE broken_at IS NOT NULL;

-- One row for each decision of somebody else on just what its binding says: plan, base, requester, policy
-- and what that policy asks for. Nobody decides twice on the same.
CREATE TABLE approvals (
  id         BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  change_id  TEXT   COLLATE "C" NOT NULL REFERENCES changes (id),
  action     TEXT   NOT NULL CHECK (action IN ('apply', 'deploy', 'rollback')),
  principal  TEXT   COLLATE "C" NOT NULL,
  member_of  TEXT   NOT NULL CHECK (member_of::json IS NOT NULL),
  verdict    TEXT   NOT NULL CHECK (verdict IN ('approved', 'rejected')),
  binding    TEXT   COLLATE "C" NOT NULL CHECK (length(binding) = 71),
  plan_hash  TEXT   COLLATE "C" NOT NULL CHECK (length(plan_hash) = 71),
  base       TEXT   COLLATE "C" NOT NULL,
  requester  TEXT   COLLATE "C" NOT NULL,
  policy     TEXT   NOT NULL CHECK (length(policy) = 71),
  asked      TEXT   NOT NULL CHECK (length(asked) BETWEEN 1 AND 500),
  reason     TEXT            CHECK (length(reason) BETWEEN 1 AND 1000),
  rendered   TEXT            CHECK (length(rendered) = 71),
  open_ms    BIGINT          CHECK (open_ms BETWEEN 0 AND 2592000000),
  decided_at BIGINT NOT NULL,
  UNIQUE (change_id, binding, principal),
  CHECK (principal <> requester),
  CHECK (verdict = 'approved' OR reason IS NOT NULL)
);

-- Wrong numbers that approvers sent.
CREATE TABLE number_misses (
  id        BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  change_id TEXT   COLLATE "C" NOT NULL REFERENCES changes (id),
  principal TEXT   COLLATE "C" NOT NULL,
  missed_at BIGINT NOT NULL
);

CREATE INDEX number_misses_of ON number_misses (change_id, principal);

-- What operators froze. One freeze of a target, or of all of them ('*'), stands at a time; the ones that
-- were lifted stay.
CREATE TABLE freezes (
  id        BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  target    TEXT   COLLATE "C" NOT NULL CHECK (length(target) BETWEEN 1 AND 64),
  reason    TEXT   NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  set_by    TEXT   NOT NULL,
  set_at    BIGINT NOT NULL,
  lifted_by TEXT,
  lifted_at BIGINT,
  CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
);

CREATE UNIQUE INDEX freezes_standing ON freezes (target) WHERE lifted_at IS NULL;

-- Whether nothing may begin on a target. Whoever begins holds the lock shared until it has committed, and
-- whoever freezes holds it alone: so once a freeze is set, nothing that did not see it is still under way.
-- A volatile function looks anew for each of its statements, and thus after it has the lock.
CREATE FUNCTION is_frozen(wanted TEXT) RETURNS BOOLEAN LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock_shared(7410);
  SELECT EXISTS (SELECT 1 FROM freezes WHERE lifted_at IS NULL AND target IN ('*', wanted));
$$;

-- Records that have happened and have no place in the chain yet; see the ADR on PostgreSQL. draft is the
-- record without number and time; mac is made with the audit key, so that nobody else adds or edits one.
CREATE TABLE audit_pending (
  id    BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at    BIGINT NOT NULL,
  draft TEXT   NOT NULL,
  mac   TEXT   NOT NULL CHECK (length(mac) = 64)
);

-- body is canonical JSON (RFC 8785) with the sequence and every other field; nothing of it is kept twice.
CREATE TABLE audit_records (
  sequence BIGINT PRIMARY KEY CHECK (sequence > 0),
  body     TEXT   NOT NULL,
  previous TEXT   NOT NULL CHECK (length(previous) = 64),
  hash     TEXT   NOT NULL CHECK (length(hash) = 64),
  seal     TEXT   NOT NULL CHECK (length(seal) = 64)
);

-- The chain's end. It is here from the start, so that its absence always means that somebody took it.
CREATE TABLE audit_head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  sequence BIGINT  NOT NULL,
  hash     TEXT    NOT NULL CHECK (length(hash) = 64),
  seal     TEXT    NOT NULL
);

INSERT INTO audit_head (id, sequence, hash, seal)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', '');

-- One row for each key that was asked: the times of its admitted events, oldest first, and its newest
-- block. From idle_at on the row changes no decision any more; it is rounded up, so that its index seldom
-- changes.
CREATE TABLE limit_windows (
  subject          TEXT     COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 128),
  scope            TEXT     COLLATE "C" NOT NULL CHECK (scope IN ('principal', 'address')),
  policy           TEXT     COLLATE "C" NOT NULL CHECK (length(policy) BETWEEN 1 AND 200),
  idle_at          BIGINT   NOT NULL,
  block_level      INTEGER  CHECK (block_level BETWEEN 1 AND 28),
  block_started_at BIGINT,
  block_until      BIGINT   CHECK (block_until >= block_started_at),
  events           BIGINT[] NOT NULL CHECK (cardinality(events) <= 1000000),
  PRIMARY KEY (subject, scope, policy),
  CHECK ((block_level IS NULL) = (block_until IS NULL)
     AND (block_level IS NULL) = (block_started_at IS NULL))
) WITH (fillfactor = 50);

CREATE INDEX limit_windows_by_idle ON limit_windows (idle_at);
CREATE INDEX limit_windows_by_block ON limit_windows (block_until) WHERE block_until IS NOT NULL;

-- Who has signed in to the console, in which browser: the hash of the id that the browser holds. A session
-- is good while its key is.
CREATE TABLE console_sessions (
  id        BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id_hash   TEXT   COLLATE "C" NOT NULL UNIQUE CHECK (length(id_hash) = 64),
  key_id    TEXT   COLLATE "C" NOT NULL REFERENCES api_keys (id),
  principal TEXT   COLLATE "C" NOT NULL,
  since     BIGINT NOT NULL,
  seen      BIGINT NOT NULL CHECK (seen >= since)
);

CREATE INDEX console_sessions_by_principal ON console_sessions (principal, since);

-- How far each endpoint has been told of the audit records. An endpoint that is not yet known starts at
-- the record's end. The gate that tells it holds it until a time, so that only one does.
CREATE TABLE notify_endpoints (
  name       TEXT    COLLATE "C" NOT NULL PRIMARY KEY,
  position   BIGINT  NOT NULL CHECK (position >= 0),
  attempts   INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_at    BIGINT  NOT NULL DEFAULT 0,
  reason     TEXT    NOT NULL DEFAULT '',
  holder     TEXT    COLLATE "C",
  held_until BIGINT  NOT NULL DEFAULT 0
);

-- Records that an endpoint could not be told: given up, or to be sent once more.
CREATE TABLE notify_letters (
  endpoint TEXT    COLLATE "C" NOT NULL,
  sequence BIGINT  NOT NULL,
  state    TEXT    NOT NULL CHECK (state IN ('dead', 'again')),
  attempts INTEGER NOT NULL,
  reason   TEXT    NOT NULL,
  at       BIGINT  NOT NULL,
  PRIMARY KEY (endpoint, sequence)
);
