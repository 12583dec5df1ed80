-- Why somebody wants a running execution to end early; its gate looks for it.
ALTER TABLE executions ADD COLUMN stop TEXT CHECK (stop IN ('cancelled', 'frozen'));

CREATE INDEX executions_by_start ON executions (started_at, id);

-- What executions reported while they ran, line by line in the order of seq. No foreign key: its lines
-- go before their execution does, and each would have to be looked up.
CREATE TABLE execution_output (
  execution_id TEXT    NOT NULL,
  seq          INTEGER NOT NULL CHECK (seq > 0),
  at           INTEGER NOT NULL,
  channel      TEXT    NOT NULL CHECK (channel IN ('note', 'stdout', 'stderr', 'progress')),
  text         TEXT    NOT NULL CHECK (length(text) <= 8192),
  PRIMARY KEY (execution_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX execution_output_by_age ON execution_output (at);
