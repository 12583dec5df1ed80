-- Records that wait for their place in the chain, as in audit_pending, of gates that look afterwards whether each
-- of theirs has got there as it was written. They stand apart, because a gate of before takes whatever stands in
-- audit_pending, and would leave out which record of which gate it is. Both count on with one sequence, so that
-- the order of the ids stays the order of writing.
CREATE TABLE audit_waiting (
  id    BIGINT NOT NULL DEFAULT nextval('audit_pending_id_seq') PRIMARY KEY,
  at    BIGINT NOT NULL,
  draft TEXT   NOT NULL,
  mac   TEXT   NOT NULL CHECK (length(mac) = 64)
);
