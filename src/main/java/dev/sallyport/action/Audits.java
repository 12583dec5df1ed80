package dev.sallyport.action;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.domain.ExecutionId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Makes audit records of what a request did.
final class Audits {
  private Audits() {}

  static AuditDraft draft(AuditEvent event, Ask ask, @Nullable Change change, ObjectNode details) {
    return new AuditDraft(
        event,
        ask.traceId(),
        ask.principal().id(),
        ask.target().name(),
        change == null ? null : change.id(),
        null,
        details);
  }

  static AuditDraft ofExecution(
      AuditEvent event, Ask ask, Change change, ExecutionId execution, ObjectNode details) {
    return new AuditDraft(
        event,
        ask.traceId(),
        ask.principal().id(),
        ask.target().name(),
        change.id(),
        execution,
        details);
  }

  static AuditDraft started(Ask ask, Change change, ExecutionId execution) {
    ObjectNode details =
        JsonMapper.shared()
            .createObjectNode()
            .put("action", ask.request().action().wire())
            .put("planHash", change.planHash().value());
    return ofExecution(AuditEvent.EXECUTION_STARTED, ask, change, execution, details);
  }
}
