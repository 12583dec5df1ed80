-- A store as version 1 of the tables had it: their definitions, and a little of everything. One record still waits
-- for its place in the chain.
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

CREATE TABLE flyway_schema_history (
  installed_rank INTEGER       NOT NULL PRIMARY KEY,
  version        VARCHAR(50),
  description    VARCHAR(200)  NOT NULL,
  type           VARCHAR(20)   NOT NULL,
  script         VARCHAR(1000) NOT NULL,
  checksum       INTEGER,
  installed_by   VARCHAR(100)  NOT NULL,
  installed_on   TIMESTAMP     NOT NULL DEFAULT now(),
  execution_time INTEGER       NOT NULL,
  success        BOOLEAN       NOT NULL
);

DELETE FROM audit_head;
SET session_replication_role = replica;
INSERT INTO api_keys
  (place, id, secret_hash, principal, kind, roles, targets, member_of, created_at, revoked_at)
OVERRIDING SYSTEM VALUE VALUES ('1', '0123456789abcdef', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'ada', 'agent', '["requester"]', '["blog"]', '[]', '1795651200000', NULL);
INSERT INTO approval_rounds
  (change_id, action, wait_ms, number, until_at, met_at, broken_by, broken_reason, broken_at, ended_at)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds001y8hvdv48mtm3xvt', 'apply', '86400000', NULL, '1795737600000', NULL, NULL, NULL, NULL, NULL);
INSERT INTO audit_head
  (id, sequence, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('1', '15', '3c6f9e543e1523ac0c05c96acedd11a5420d4055f50eb15d9b546c2529119cad', 'f09a1ed70f0bf8fc28342b24f90d713e359c2d9aeb0ad319288bf656b040a26f');
INSERT INTO audit_pending
  (id, at, draft, mac)
OVERRIDING SYSTEM VALUE VALUES ('16', '1795651200000', '{"event":"token.refused","traceId":"8a712b4193183584ee6b66228ab93d5f","principal":"ada","target":"blog","details":{"n":1}}', 'c74014eda4de9a99a309ab4e6098b09d2a7f4e37aef46682f36b3032909db23f');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('1', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"key.created","principal":"ada","sequence":1,"target":"blog","traceId":"05fd483ecfc8abd073034675045b1ba9"}', '0000000000000000000000000000000000000000000000000000000000000000', '75487fae05b7c07306357f1d270d98fb98002fd6fb93dae9dc35ad40c2902041', '8535852e39c553fd3ce7f0bba534467449a360ff922517ae778944f3b9746171');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('10', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":10,"target":"blog","traceId":"b6e558aa504a037deea3ac1a07a6657a"}', '7674e3a0b0c2b735c509614091b246f0cd2b80405ee028084330f3e47079a03a', '9be8d7bd4a53d75ed8ce4133bbbea1e5e5e1c9850dfe0a31f319b5758afb563f', '80d20d0f60287c617932389522e25105e1668e9050f73d017139feb34a56724d');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('11', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.minted","principal":"ada","sequence":11,"target":"blog","traceId":"f2332436cdec71748ea71a4e4bc80585"}', '9be8d7bd4a53d75ed8ce4133bbbea1e5e5e1c9850dfe0a31f319b5758afb563f', 'bd91c168f1a431c9c7f8e01cd46cbd3e664dae9439ccf7c40e8ebc2bef7f21f1', 'ebb8fc4c264152e63becc3c85f100771dbf2bf8652984ddd4bb686f8a30955c0');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('12', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.started","principal":"ada","sequence":12,"target":"blog","traceId":"bcdc59624405af8a3fdae0d37f95fe13"}', 'bd91c168f1a431c9c7f8e01cd46cbd3e664dae9439ccf7c40e8ebc2bef7f21f1', 'ac8f7a1390d31e64548cb0c093edad986465cc47073760148439a31e3f761d2d', '4f102f56e9b5df4dca056ce6a6683cc0e3c2d31854091d4494c9363b5cd92d5a');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('13', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.used","principal":"ada","sequence":13,"target":"blog","traceId":"08a6c8e4f0eafdcdb95098c00648df95"}', 'ac8f7a1390d31e64548cb0c093edad986465cc47073760148439a31e3f761d2d', '92a515a96d1502c8f27766206fb37319166b013502811d46093b2821932f4167', '7dab03a6b6bda0ba3b3320076e7031682382fb0c2f9d435be9a220f839621872');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('14', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.finished","principal":"ada","sequence":14,"target":"blog","traceId":"09772f474fa15a772387337aa8e620e2"}', '92a515a96d1502c8f27766206fb37319166b013502811d46093b2821932f4167', '470703140c4d4ced805a547f4187d28504e93829e4b2cc15d459c9290dedd400', '4e5e9827704257a4dd157e5b0597e5df0f5af38a63c67a46381ed106b797bafa');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('15', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"freeze.set","principal":"ada","sequence":15,"target":"blog","traceId":"808333507a23fc8b6c62bbb7711701c8"}', '470703140c4d4ced805a547f4187d28504e93829e4b2cc15d459c9290dedd400', '3c6f9e543e1523ac0c05c96acedd11a5420d4055f50eb15d9b546c2529119cad', '24ed44f6d46562111f5fda032048ef3e016c757f569a244e906055633f51ca13');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('2', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":2,"target":"blog","traceId":"9791a4c2708da1f082c3a0fb4baab262"}', '75487fae05b7c07306357f1d270d98fb98002fd6fb93dae9dc35ad40c2902041', '3e3a02a2d260d1f81372e013830e0661be36e8b2e7d4aa55c6b8b986a647ed82', 'cc708aa0d14d0cef590984d200d0319c5f69795195c001aa35e5b8c475aaca50');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('3', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.minted","principal":"ada","sequence":3,"target":"blog","traceId":"d20be5ac601b81a6ea4027e54f902720"}', '3e3a02a2d260d1f81372e013830e0661be36e8b2e7d4aa55c6b8b986a647ed82', 'e61f3076ee4b6f506a93fa1ed23e1ec81381df134319532af290befed9c00edf', 'bc0c31a914cd01e271a60fa602cb77573ad11542b7c3732a27527573e712e962');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('4', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":4,"target":"blog","traceId":"e72285f5971d6c5a5a628c99d093d804"}', 'e61f3076ee4b6f506a93fa1ed23e1ec81381df134319532af290befed9c00edf', 'b53ea1b398e0335cf80efd8a154ec71c7473223188360419907f83dc9540059e', '7061ec7ad702c4a8d5189f6278dde6476557a659cfe78d3b9dbee7289ef4fe02');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('5', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":5,"target":"blog","traceId":"045946de206c06b8814320f9f2e809b2"}', 'b53ea1b398e0335cf80efd8a154ec71c7473223188360419907f83dc9540059e', '47e67c40dafef75e5515c5b481bc57a3c4d50672cf3c7bfaee6114633f1d6e51', 'c85c6f3d929e5f6968c629b4ecbcc4c9cf5a306a3e8610c510992a1dc8f6b690');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('6', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.minted","principal":"ada","sequence":6,"target":"blog","traceId":"d7fcf051a1aeb676333db1f666353bdf"}', '47e67c40dafef75e5515c5b481bc57a3c4d50672cf3c7bfaee6114633f1d6e51', 'a5fad80e8b835ae6c0116de30e9a0764dbde5850a20ea2f814346e96bb26f9f3', '56189aaf7917e65b731b069e7573f6ab491c1602fb08f4ca44bad95df85ab0d7');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('7', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.started","principal":"ada","sequence":7,"target":"blog","traceId":"0dc6e8be2999bde6cb75410c85c697e0"}', 'a5fad80e8b835ae6c0116de30e9a0764dbde5850a20ea2f814346e96bb26f9f3', 'a6c9ce8d067e3d4ddc8a6dec1177d18f5f5f22167fa7878e15c50eb5d3d71ed5', '16fe5a64a65845b2a3aec02a6241b59518fad297e9c3c6356fdd56a4dd3f251a');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('8', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.used","principal":"ada","sequence":8,"target":"blog","traceId":"1bf5cd899bf33df4fb5b37c7164c03ef"}', 'a6c9ce8d067e3d4ddc8a6dec1177d18f5f5f22167fa7878e15c50eb5d3d71ed5', '289a85efd81d2cc1b772adab2f37595c3cd28bbed125c3060b1b571ee9f29921', '62ff69c028289a0604159354d683f71984b0f007e8e7ea607ad559af262c67f4');
INSERT INTO audit_records
  (sequence, body, previous, hash, seal)
OVERRIDING SYSTEM VALUE VALUES ('9', '{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.finished","principal":"ada","sequence":9,"target":"blog","traceId":"a628b1532f0ee0e178cbe608e81f5261"}', '289a85efd81d2cc1b772adab2f37595c3cd28bbed125c3060b1b571ee9f29921', '7674e3a0b0c2b735c509614091b246f0cd2b80405ee028084330f3e47079a03a', 'bec808a9f4d63498758123749ca211573c7580ed4fb014de9077cd89d2babf06');
INSERT INTO changes
  (id, requester, target, idempotency_key, command, actor, state, declared, assessed, reversibility, reasons, execution_id, created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds001y8hvdv48mtm3xvt', 'ada', 'blog', 'key-f223dc1d5ec12157', 'Change the headline, Ünïcödé and all', '"docs-bot"', 'awaiting_approval', 'low', 'medium', 'externally-reversible', '["why"]', 'exe_01m8ajds0093ann3xm083bnzwm', '1795651200000', '1795651200000');
INSERT INTO changes
  (id, requester, target, idempotency_key, command, actor, state, declared, assessed, reversibility, reasons, execution_id, created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds008mvbfj0mdyr80zz7', 'ada', 'blog', 'key-c01e8f62f8122206', 'Change the headline, Ünïcödé and all', '"docs-bot"', 'apply_failed', 'low', 'medium', 'externally-reversible', '["why"]', 'exe_01m8ajds00f54mxhkv3dqw74wf', '1795651200000', '1795651200000');
INSERT INTO changes
  (id, requester, target, idempotency_key, command, actor, state, declared, assessed, reversibility, reasons, execution_id, created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds00q31vw2k2a1dywfqd', 'ada', 'blog', 'key-0fe0d9e0327e234c', 'Change the headline, Ünïcödé and all', '"docs-bot"', 'awaiting_confirmation', 'low', 'medium', 'externally-reversible', '["why"]', 'exe_01m8ajds00mpserbq6rp6pbr5k', '1795651200000', '1795651200000');
INSERT INTO changes
  (id, requester, target, idempotency_key, command, actor, state, declared, assessed, reversibility, reasons, execution_id, created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds00xxabp7n0a3py34pv', 'ada', 'blog', 'key-71beaeb74d92568a', 'Change the headline, Ünïcödé and all', '"docs-bot"', 'applied', 'low', 'medium', 'externally-reversible', '["why"]', 'exe_01m8ajds001t22729j9nhqa5fg', '1795651200000', '1795651200000');
INSERT INTO confirm_tokens
  (id, token_hash, change_id, claims, issued_at, expires_at, used_at, deployed_at, voided_at, lapsed_at, for_deploy)
OVERRIDING SYSTEM VALUE VALUES ('1', 'e0ef165996c2abb77f6313df54b33e8ec0d9a4ff6e1d9cc7b36f83ac7976fa7b', 'chg_01m8ajds00q31vw2k2a1dywfqd', 'header.payload', '1795651200000', '1795651800000', NULL, NULL, NULL, NULL, '0');
INSERT INTO confirm_tokens
  (id, token_hash, change_id, claims, issued_at, expires_at, used_at, deployed_at, voided_at, lapsed_at, for_deploy)
OVERRIDING SYSTEM VALUE VALUES ('2', '0820a3047e34321619a8f3a29eb273706897c8cdf0489c14a959b4941d5909d9', 'chg_01m8ajds00xxabp7n0a3py34pv', 'header.payload', '1795651200000', '1795651800000', '1795651200000', NULL, NULL, NULL, '0');
INSERT INTO confirm_tokens
  (id, token_hash, change_id, claims, issued_at, expires_at, used_at, deployed_at, voided_at, lapsed_at, for_deploy)
OVERRIDING SYSTEM VALUE VALUES ('3', 'da26de7e15f794be23d273132e43470bbad10c91b12bcf034d4dda7c602c96ac', 'chg_01m8ajds008mvbfj0mdyr80zz7', 'header.payload', '1795651200000', '1795651800000', '1795651200000', NULL, NULL, NULL, '0');
INSERT INTO execution_output
  (execution_id, seq, at, channel, text)
OVERRIDING SYSTEM VALUE VALUES ('exe_01m8ajds00f54mxhkv3dqw74wf', '1', '1795651200000', 'note', 'It did not go');
INSERT INTO executions
  (place, id, change_id, target, principal, action, idempotency_key, state, gate_id, fence, detail, output, stop, trace_id, echo, started_at, ended_at)
OVERRIDING SYSTEM VALUE VALUES ('1', 'exe_01m8ajds001t22729j9nhqa5fg', 'chg_01m8ajds00xxabp7n0a3py34pv', 'blog', 'ada', 'apply', 'key-71beaeb74d92568a', 'succeeded', 'f9eb682a2a743c075466893e651b70a0', '1', NULL, '{"commit":"c0ffee"}', NULL, 'abe41d0d10bf88b63074078a1a14617c', '{"action":"apply"}', '1795651200000', '1795651200000');
INSERT INTO executions
  (place, id, change_id, target, principal, action, idempotency_key, state, gate_id, fence, detail, output, stop, trace_id, echo, started_at, ended_at)
OVERRIDING SYSTEM VALUE VALUES ('2', 'exe_01m8ajds00f54mxhkv3dqw74wf', 'chg_01m8ajds008mvbfj0mdyr80zz7', 'blog', 'ada', 'apply', 'key-c01e8f62f8122206', 'failed', 'f9eb682a2a743c075466893e651b70a0', '2', 'why', '{"commit":"c0ffee"}', NULL, '07b9784eb499200f39ba98eabe03c3e3', '{"action":"apply"}', '1795651200000', '1795651200000');
INSERT INTO flyway_schema_history
  (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success)
OVERRIDING SYSTEM VALUE VALUES ('1', '1', 'store', 'SQL', 'V1__store.sql', '1173169054', 'postgres', '2026-11-26 11:45:00.714372', '159', 'true');
INSERT INTO freezes
  (id, target, reason, set_by, set_at, lifted_by, lifted_at)
OVERRIDING SYSTEM VALUE VALUES ('1', 'shop', 'for the sale', 'ada', '1795651200000', NULL, NULL);
INSERT INTO gates
  (id, started_at, alive_until)
OVERRIDING SYSTEM VALUE VALUES ('f9eb682a2a743c075466893e651b70a0', '1795651200000', '1795651215000');
INSERT INTO leases
  (target, fence, execution_id, since)
OVERRIDING SYSTEM VALUE VALUES ('blog', '2', NULL, NULL);
INSERT INTO plans
  (change_id, operation, hash, base, summary, diff, stats, material)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds001y8hvdv48mtm3xvt', 'change', 'sha256:0570901870ee6cda275c17c374eaf86ab07cd84c23576a6eb8235dac53246fc8', 'base-1', '1 file changed', '--- a
+++ b
', '{"files":1}', '{"commit":"c0ffee"}');
INSERT INTO plans
  (change_id, operation, hash, base, summary, diff, stats, material)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds008mvbfj0mdyr80zz7', 'change', 'sha256:ec16de66c405d0bd1e883f757d8904c3cb9c0d54e66476f73722c6645a9c9e1b', 'base-1', '1 file changed', '--- a
+++ b
', '{"files":1}', '{"commit":"c0ffee"}');
INSERT INTO plans
  (change_id, operation, hash, base, summary, diff, stats, material)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds00q31vw2k2a1dywfqd', 'change', 'sha256:050de1c7f935a985817675e7e5a420f20a36c2699ab1d6fb80f78bbbe5487cdf', 'base-1', '1 file changed', '--- a
+++ b
', '{"files":1}', '{"commit":"c0ffee"}');
INSERT INTO plans
  (change_id, operation, hash, base, summary, diff, stats, material)
OVERRIDING SYSTEM VALUE VALUES ('chg_01m8ajds00xxabp7n0a3py34pv', 'change', 'sha256:c8f0186a6e74f0149f0bbb7f53a7117a96ab84d95343ff053204f0b017d8e91a', 'base-1', '1 file changed', '--- a
+++ b
', '{"files":1}', '{"commit":"c0ffee"}');
INSERT INTO requests
  (id, principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until, change_id, execution_id, status, body, answered_at)
OVERRIDING SYSTEM VALUE VALUES ('1', 'ada', 'blog', 'preview', 'key-0fe0d9e0327e234c', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '8697576516722198159', 'f9eb682a2a743c075466893e651b70a0', '1795651200000', '1795651260000', 'chg_01m8ajds00q31vw2k2a1dywfqd', NULL, '200', '{"confirmToken":null}', '1795651200000');
INSERT INTO requests
  (id, principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until, change_id, execution_id, status, body, answered_at)
OVERRIDING SYSTEM VALUE VALUES ('2', 'ada', 'blog', 'preview', 'key-f223dc1d5ec12157', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '6138383036692141492', 'f9eb682a2a743c075466893e651b70a0', '1795651200000', '1795651260000', 'chg_01m8ajds001y8hvdv48mtm3xvt', NULL, '200', '{"confirmToken":null}', '1795651200000');
INSERT INTO requests
  (id, principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until, change_id, execution_id, status, body, answered_at)
OVERRIDING SYSTEM VALUE VALUES ('3', 'ada', 'blog', 'preview', 'key-71beaeb74d92568a', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '9003635891591612354', 'f9eb682a2a743c075466893e651b70a0', '1795651200000', '1795651260000', 'chg_01m8ajds00xxabp7n0a3py34pv', NULL, '200', '{"confirmToken":null}', '1795651200000');
INSERT INTO requests
  (id, principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until, change_id, execution_id, status, body, answered_at)
OVERRIDING SYSTEM VALUE VALUES ('4', 'ada', 'blog', 'apply', 'key-71beaeb74d92568a', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '5249300069604541943', 'f9eb682a2a743c075466893e651b70a0', '1795651200000', NULL, 'chg_01m8ajds00xxabp7n0a3py34pv', 'exe_01m8ajds001t22729j9nhqa5fg', '200', '{}', '1795651200000');
INSERT INTO requests
  (id, principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until, change_id, execution_id, status, body, answered_at)
OVERRIDING SYSTEM VALUE VALUES ('5', 'ada', 'blog', 'preview', 'key-c01e8f62f8122206', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '5342785753199163727', 'f9eb682a2a743c075466893e651b70a0', '1795651200000', '1795651260000', 'chg_01m8ajds008mvbfj0mdyr80zz7', NULL, '200', '{"confirmToken":null}', '1795651200000');
INSERT INTO requests
  (id, principal, target, action, idempotency_key, fingerprint, claim, gate_id, claimed_at, claimed_until, change_id, execution_id, status, body, answered_at)
OVERRIDING SYSTEM VALUE VALUES ('6', 'ada', 'blog', 'apply', 'key-c01e8f62f8122206', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', '4747704207940381763', 'f9eb682a2a743c075466893e651b70a0', '1795651200000', NULL, 'chg_01m8ajds008mvbfj0mdyr80zz7', 'exe_01m8ajds00f54mxhkv3dqw74wf', '500', '{}', '1795651200000');
ALTER SEQUENCE api_keys_place_seq RESTART WITH 2;
ALTER SEQUENCE audit_pending_id_seq RESTART WITH 17;
ALTER SEQUENCE confirm_tokens_id_seq RESTART WITH 4;
ALTER SEQUENCE executions_place_seq RESTART WITH 3;
ALTER SEQUENCE freezes_id_seq RESTART WITH 2;
ALTER SEQUENCE requests_id_seq RESTART WITH 7;
RESET session_replication_role;
