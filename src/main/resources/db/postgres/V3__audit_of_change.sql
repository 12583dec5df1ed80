-- The records of one change, in order. A body is taken as text: one that is no JSON any more has been damaged, which is
-- for the chain to show, and not for this index to refuse.
CREATE INDEX audit_of_change ON audit_records (
  (substring(body FROM '"changeId":"(chg_[0-9a-z]+)"')), sequence);
