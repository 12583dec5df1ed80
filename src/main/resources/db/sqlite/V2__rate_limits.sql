-- One row for each key that was asked: its admitted events and its newest block.
CREATE TABLE limit_windows (
  subject          TEXT    NOT NULL CHECK (length(subject) BETWEEN 1 AND 128),
  scope            TEXT    NOT NULL CHECK (scope IN ('principal', 'address')),
  policy           TEXT    NOT NULL CHECK (length(policy) BETWEEN 1 AND 200),
  -- From when on the row changes no decision any more; rounded up, so that its index seldom changes.
  idle_at          INTEGER NOT NULL,
  -- Grows with every change. A change is made only to the version that it was computed from.
  version          INTEGER NOT NULL,
  block_level      INTEGER CHECK (block_level BETWEEN 1 AND 28),
  block_started_at INTEGER,
  block_until      INTEGER CHECK (block_until >= block_started_at),
  -- The times of the events, oldest first, eight bytes each, big endian; at most 100,000.
  events           BLOB    NOT NULL CHECK (length(events) % 8 = 0 AND length(events) <= 8000000),
  PRIMARY KEY (subject, scope, policy),
  CHECK ((block_level IS NULL) = (block_until IS NULL)
     AND (block_level IS NULL) = (block_started_at IS NULL))
) STRICT;

CREATE INDEX limit_windows_by_idle ON limit_windows (idle_at);
CREATE INDEX limit_windows_by_block ON limit_windows (block_until) WHERE block_until IS NOT NULL;
