package dev.sallyport.limit;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.TargetName;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The records of blocks and of their end by an operator.
final class LimitAudit {
  private LimitAudit() {}

  /// @param principal whose request began the block; of an address's block that need not be whom it
  ///     hits
  static AuditDraft blocked(
      WindowReading window,
      String traceId,
      @Nullable Principal principal,
      @Nullable TargetName target) {
    WindowKey key = window.window().key();
    ObjectNode details = details(key.scope(), key.subject());
    details.put("policy", key.policy());
    details.put("limit", window.window().limit());
    details.put("windowSeconds", window.window().span().toSeconds());
    details.put("level", window.level());
    details.put("blockSeconds", Duration.ofMillis(window.blockedFor()).toSeconds());
    return new AuditDraft(
        AuditEvent.LIMIT_BLOCKED,
        traceId,
        principal == null ? null : principal.id(),
        target,
        null,
        null,
        details);
  }

  static AuditDraft cleared(
      WindowKey.Scope scope, String subject, String traceId, Principal operator) {
    return new AuditDraft(
        AuditEvent.LIMIT_CLEARED,
        traceId,
        operator.id(),
        null,
        null,
        null,
        details(scope, subject));
  }

  private static ObjectNode details(WindowKey.Scope scope, String subject) {
    return JsonNodeFactory.instance.objectNode().put("scope", scope.wire()).put("subject", subject);
  }
}
