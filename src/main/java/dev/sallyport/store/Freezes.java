package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What operators froze. Once [#set] has returned, nothing begins there until it is lifted: the
/// beginning of an execution looks inside its own transaction.
public interface Freezes {
  /// @param target null where every target is frozen
  /// @param reason 1 to 1,000 characters
  record Freeze(@Nullable TargetName target, String reason, PrincipalId by, Instant since) {}

  /// Freezes a target, or all of them.
  ///
  /// @param target null for all
  /// @return false, and nothing recorded, where just that is frozen already
  boolean set(@Nullable TargetName target, String reason, PrincipalId by, AuditDraft audit);

  /// Lifts the freeze of just that: of one target, or the one of all.
  ///
  /// @param target null for the freeze of all
  /// @return false, and nothing recorded, where there is none
  boolean lift(@Nullable TargetName target, PrincipalId by, AuditDraft audit);

  /// Every freeze that stands, oldest first.
  List<Freeze> standing();
}
