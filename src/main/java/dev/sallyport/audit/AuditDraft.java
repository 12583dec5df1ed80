package dev.sallyport.audit;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What happened, before the store gives it its number, time and place in the chain.
///
/// @param traceId of the request that caused it; of the gate's own housekeeping, 32 zeros
/// @param details a flat object; never a token, key, password or signature
public record AuditDraft(
    AuditEvent event,
    String traceId,
    @Nullable PrincipalId principal,
    @Nullable TargetName target,
    @Nullable ChangeId change,
    @Nullable ExecutionId execution,
    ObjectNode details) {
  /// The trace id of what no request caused.
  public static final String NO_TRACE = "0".repeat(32);
}
