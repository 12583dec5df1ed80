package dev.sallyport.store.sql;

import dev.sallyport.audit.AuditDraft;
import java.sql.SQLException;
import java.util.List;

/// Takes down audit records within a unit of work.
@FunctionalInterface
public interface Recorder {
  void record(List<AuditDraft> drafts) throws SQLException;
}
