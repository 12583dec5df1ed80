package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Audit records as they wait for their place in the chain: JSON texts, and the seal of each.
record Drafts(String[] texts, String[] seals) {
  private static final JsonMapper JSON = JsonMapper.shared();

  static Drafts of(List<AuditDraft> drafts, AuditSealer sealer) {
    String[] texts = drafts.stream().map(Drafts::text).toArray(String[]::new);
    String[] seals = new String[texts.length];
    for (int i = 0; i < texts.length; i++) {
      seals[i] = sealer.sealWaiting(texts[i]);
    }
    return new Drafts(texts, seals);
  }

  int count() {
    return texts.length;
  }

  /// How long they are in all.
  long characters() {
    return Arrays.stream(texts).mapToLong(String::length).sum();
  }

  static String text(AuditDraft draft) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("event", draft.event().wire());
    json.put("traceId", draft.traceId());
    put(json, "principal", draft.principal() == null ? null : draft.principal().value());
    put(json, "target", draft.target() == null ? null : draft.target().value());
    put(json, "changeId", draft.change() == null ? null : draft.change().value());
    put(json, "executionId", draft.execution() == null ? null : draft.execution().value());
    json.set("details", draft.details());
    return json.toString();
  }

  /// What [#text] gave; only for a text whose seal is good.
  static AuditDraft draft(String text) {
    ObjectNode json = (ObjectNode) JSON.readTree(text);
    String principal = get(json, "principal");
    String target = get(json, "target");
    String change = get(json, "changeId");
    String execution = get(json, "executionId");
    return new AuditDraft(
        AuditEvent.ofWire(json.path("event").asString()).orElseThrow(),
        json.path("traceId").asString(),
        principal == null ? null : new PrincipalId(principal),
        target == null ? null : new TargetName(target),
        change == null ? null : new ChangeId(change),
        execution == null ? null : new ExecutionId(execution),
        (ObjectNode) json.path("details"));
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static @Nullable String get(ObjectNode json, String name) {
    return json.has(name) ? json.path(name).asString() : null;
  }
}
