package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditRecord;
import java.util.List;
import java.util.Optional;

/// The audit records as they are kept.
public interface AuditLog {
  void append(List<AuditDraft> drafts);

  /// Records with a greater sequence, in the order they are kept, at most `limit`.
  List<AuditRecord> after(long sequence, int limit);

  /// The newest records with a smaller sequence, newest first, at most `limit`.
  List<AuditRecord> before(long sequence, int limit);

  /// The seal over the chain's end, which shows a record cut from it.
  Optional<Head> head();

  /// @param seal HMAC-SHA-256, hex, of the sequence and the hash under the audit key
  record Head(long sequence, String hash, String seal) {}
}
