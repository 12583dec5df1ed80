package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Binding;
import dev.sallyport.change.Change;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.Principal;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Seen;
import dev.sallyport.store.Approvals.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A decision as it is put to the store, with its audit records: what it is bound to, and what was
/// on the screen when it was made.
final class DecisionDraft {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Policies policies;
  private final ApprovalCheck check;
  private final Deciders deciders;

  DecisionDraft(Policies policies, ApprovalCheck check, Deciders deciders) {
    this.policies = policies;
    this.check = check;
    this.deciders = deciders;
  }

  Decision of(
      Verdict verdict,
      Journey journey,
      Principal principal,
      ObjectNode body,
      Change change,
      Action action) {
    @Nullable String reason = body.has("reason") ? body.required("reason").asString() : null;
    Binding bound =
        policies.binding(change, action, new PlanHash(body.required("planHash").asString()));
    Seen seen =
        new Seen(
            body.has("rendered") ? body.required("rendered").asString() : null,
            body.has("openMillis") ? Duration.ofMillis(body.get("openMillis").asLong()) : null);
    ObjectNode details = details(bound, principal, seen);
    if (reason != null) {
      details.put("reason", reason);
    }
    AuditEvent event =
        switch (verdict) {
          case APPROVED -> AuditEvent.CHANGE_APPROVED;
          case REJECTED -> AuditEvent.CHANGE_REJECTED;
        };
    return new Decision(
        change.id(),
        principal.id(),
        principal.groups(),
        verdict,
        bound,
        deciders.quorum(change, action),
        check.lifetime(),
        body.has(Deciders.NUMBER) ? body.get(Deciders.NUMBER).asInt() : null,
        reason,
        seen,
        FoundChanges.draft(event, journey, principal, change, details),
        FoundChanges.draft(
            AuditEvent.APPROVAL_REFUSED,
            journey,
            principal,
            change,
            JSON.createObjectNode().put("for", action.wire()).put("reason", "number")));
  }

  private static ObjectNode details(Binding bound, Principal principal, Seen seen) {
    ObjectNode details =
        JSON.createObjectNode()
            .put("for", bound.action().wire())
            .put("binding", bound.hash())
            .put("planHash", bound.plan().value())
            .put("base", bound.base())
            .put("requester", bound.requester().value())
            .put("policy", bound.policy())
            .put("asked", bound.asked());
    if (!principal.groups().isEmpty()) {
      details.put(
          "groups",
          String.join(",", principal.groups().stream().map(GroupName::value).sorted().toList()));
    }
    if (seen.rendered() != null) {
      details.put("rendered", seen.rendered());
    }
    Duration open = seen.open();
    if (open != null) {
      details.put("openMillis", open.toMillis());
    }
    return details;
  }
}
