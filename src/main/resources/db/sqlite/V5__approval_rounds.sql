-- The groups of people that a key's principal is in, as a policy may ask for them.
ALTER TABLE api_keys ADD COLUMN member_of TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(member_of));

-- Whether it is the fresh token of a deploy that wants its own approval.
ALTER TABLE confirm_tokens ADD COLUMN for_deploy INTEGER NOT NULL DEFAULT 0 CHECK (for_deploy IN (0, 1));

-- One row for each asking for others' approval of a change: of its apply or rollback, and of its deploy.
-- A deploy's opens when the apply has succeeded. until_at is until when decisions are taken; once the
-- round is met, it is until when what was given holds. ended_at says that nobody need look any more
-- whether its time is over. The number is no secret: it shows that an approver spoke with the requester.
CREATE TABLE approval_rounds (
  change_id     TEXT    NOT NULL REFERENCES changes (id),
  action        TEXT    NOT NULL CHECK (action IN ('apply', 'deploy', 'rollback')),
  wait_ms       INTEGER NOT NULL CHECK (wait_ms > 0),
  number        INTEGER          CHECK (number BETWEEN 10 AND 99),
  until_at      INTEGER          CHECK (until_at IS NOT NULL OR action = 'deploy'),
  met_at        INTEGER          CHECK (met_at IS NULL OR until_at IS NOT NULL),
  broken_by     TEXT,
  broken_reason TEXT             CHECK (length(broken_reason) BETWEEN 1 AND 1000),
  broken_at     INTEGER,
  ended_at      INTEGER,
  PRIMARY KEY (change_id, action),
  CHECK ((broken_by IS NULL) = (broken_reason IS NULL) AND (broken_by IS NULL) = (broken_at IS NULL)),
  CHECK (broken_at IS NULL OR met_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX approval_rounds_waiting ON approval_rounds (until_at)
  WHERE until_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX approval_rounds_broken ON approval_rounds (broken_at) WHERE broken_at IS NOT NULL;

-- What waits for approval has a day from now.
INSERT INTO approval_rounds (change_id, action, wait_ms, until_at)
SELECT changes.id, CASE plans.operation WHEN 'change' THEN 'apply' ELSE 'rollback' END, 86400000,
       unixepoch() * 1000 + 86400000
FROM changes JOIN plans ON plans.change_id = changes.id
WHERE changes.state = 'awaiting_approval';

-- One row for each decision of somebody else on just what its binding says: plan, base, requester, policy
-- and what that policy asks for. Nobody decides twice on the same. Decisions of before were bound to less
-- and count no more; they are in the audit record.
DROP TABLE approvals;

CREATE TABLE approvals (
  id         INTEGER PRIMARY KEY,
  change_id  TEXT    NOT NULL REFERENCES changes (id),
  action     TEXT    NOT NULL CHECK (action IN ('apply', 'deploy', 'rollback')),
  principal  TEXT    NOT NULL,
  member_of  TEXT    NOT NULL CHECK (json_valid(member_of)),
  verdict    TEXT    NOT NULL CHECK (verdict IN ('approved', 'rejected')),
  binding    TEXT    NOT NULL CHECK (length(binding) = 71),
  plan_hash  TEXT    NOT NULL CHECK (length(plan_hash) = 71),
  base       TEXT    NOT NULL,
  requester  TEXT    NOT NULL,
  policy     TEXT    NOT NULL CHECK (length(policy) = 71),
  asked      TEXT    NOT NULL CHECK (length(asked) BETWEEN 1 AND 500),
  reason     TEXT             CHECK (length(reason) BETWEEN 1 AND 1000),
  rendered   TEXT             CHECK (length(rendered) = 71),
  open_ms    INTEGER          CHECK (open_ms BETWEEN 0 AND 2592000000),
  decided_at INTEGER NOT NULL,
  UNIQUE (change_id, binding, principal),
  CHECK (principal <> requester),
  CHECK (verdict = 'approved' OR reason IS NOT NULL)
) STRICT;

-- Wrong numbers that approvers sent.
CREATE TABLE number_misses (
  id        INTEGER PRIMARY KEY,
  change_id TEXT    NOT NULL REFERENCES changes (id),
  principal TEXT    NOT NULL,
  missed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX number_misses_of ON number_misses (change_id, principal);
