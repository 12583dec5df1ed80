-- One row for each decision of somebody else on a change's plan, as it was asked for by one policy; nobody
-- decides twice. base and requester say once more what was decided on, since the plan's hash does not
-- name the requester.
CREATE TABLE approvals (
  id         INTEGER PRIMARY KEY,
  change_id  TEXT    NOT NULL REFERENCES changes (id),
  principal  TEXT    NOT NULL,
  verdict    TEXT    NOT NULL CHECK (verdict IN ('approved', 'rejected')),
  plan_hash  TEXT    NOT NULL CHECK (length(plan_hash) = 71),
  base       TEXT    NOT NULL,
  requester  TEXT    NOT NULL,
  policy     TEXT    NOT NULL CHECK (length(policy) BETWEEN 1 AND 200),
  reason     TEXT             CHECK (length(reason) BETWEEN 1 AND 1000),
  decided_at INTEGER NOT NULL,
  UNIQUE (change_id, plan_hash, policy, principal),
  CHECK (principal <> requester),
  CHECK (verdict = 'approved' OR reason IS NOT NULL)
) STRICT;

-- What operators froze. One freeze of a target, or of all of them ('*'), stands at a time; the ones that
-- were lifted stay.
CREATE TABLE freezes (
  id        INTEGER PRIMARY KEY,
  target    TEXT    NOT NULL CHECK (length(target) BETWEEN 1 AND 64),
  reason    TEXT    NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  set_by    TEXT    NOT NULL,
  set_at    INTEGER NOT NULL,
  lifted_by TEXT,
  lifted_at INTEGER,
  CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX freezes_standing ON freezes (target) WHERE lifted_at IS NULL;
