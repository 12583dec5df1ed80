-- How far each endpoint has been told of the audit records. An endpoint that is not yet known starts at
-- the record's end. The gate that tells it holds it until a time, so that only one does.
CREATE TABLE notify_endpoints (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL CHECK (position >= 0),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_at INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  holder TEXT,
  held_until INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Records that an endpoint could not be told: given up, or to be sent once more.
CREATE TABLE notify_letters (
  endpoint TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('dead', 'again')),
  attempts INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (endpoint, sequence)
) STRICT, WITHOUT ROWID;
