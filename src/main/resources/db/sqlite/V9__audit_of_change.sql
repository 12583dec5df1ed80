-- The records of one change, in order. What is no JSON any more has been damaged, and is of no change; that it is
-- damaged is for the chain to show, and not for this index to refuse.
CREATE INDEX audit_of_change ON audit_records (
  CASE WHEN json_valid(body) THEN json_extract(body, '$.changeId') END, sequence);
