package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.domain.ChangeId;
import java.util.List;

/// The audit records as they are kept.
public interface AuditLog extends AuditTrail {
  void append(List<AuditDraft> drafts);

  /// The newest records with a smaller sequence, newest first, at most `limit`.
  List<AuditRecord> before(long sequence, int limit);

  /// The newest records of a change, newest first, at most `limit`.
  List<AuditRecord> ofChange(ChangeId change, int limit);
}
