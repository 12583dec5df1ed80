-- Who has signed in to the console, in which browser: the hash of the id that the browser holds. A session
-- is good while its key is.
CREATE TABLE console_sessions (
  id        INTEGER PRIMARY KEY,
  id_hash   TEXT    NOT NULL UNIQUE CHECK (length(id_hash) = 64),
  key_id    TEXT    NOT NULL REFERENCES api_keys (id),
  principal TEXT    NOT NULL,
  since     INTEGER NOT NULL,
  seen      INTEGER NOT NULL CHECK (seen >= since)
) STRICT;

CREATE INDEX console_sessions_by_principal ON console_sessions (principal, since);
