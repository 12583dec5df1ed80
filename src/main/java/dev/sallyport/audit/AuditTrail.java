package dev.sallyport.audit;

import java.util.List;
import java.util.Optional;

/// What verifying and exporting read: the records in the order they are kept, and the chain's end.
public interface AuditTrail {
  /// Records with a greater sequence, in the order they are kept, at most `limit`.
  ///
  /// A record whose stored body is not canonical JSON comes back with [AuditRecord#UNREADABLE] as
  /// its body's only field, so that it can be named instead of failing whoever reads.
  List<AuditRecord> after(long sequence, int limit);

  /// What keeps records from being sealed, where they wait for that: somebody has damaged them.
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /// The seal over the chain's end; absent only where somebody took it away.
  Optional<AuditHead> head();
}
