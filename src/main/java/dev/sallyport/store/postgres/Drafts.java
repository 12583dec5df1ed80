package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.Origin;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Audit records as they wait for their place in the chain: JSON texts, and the seal of each.
///
/// @param beyond a record of the chain after which their places are
/// @param written hears when they were written, in milliseconds since 1970
record Drafts(String[] texts, String[] seals, long beyond, LongConsumer written) {
  /// For work of which nothing is recorded.
  static final Drafts NONE = new Drafts(new String[0], new String[0], 0, at -> {});

  private static final JsonMapper JSON = JsonMapper.shared();

  /// @param first the origin of the first; those after it count on
  static Drafts of(
      List<AuditDraft> drafts,
      Origin first,
      AuditSealer sealer,
      long beyond,
      LongConsumer written) {
    String[] texts = new String[drafts.size()];
    String[] seals = new String[drafts.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(drafts.get(i), new Origin(first.gate(), first.number() + i));
      seals[i] = sealer.sealWaiting(texts[i]);
    }
    return new Drafts(texts, seals, beyond, written);
  }

  /// A pattern of LIKE for a text with that origin, or the start of one.
  static String pattern(String origin) {
    return "%\"" + Origin.FIELD + "\":\"" + origin + "%";
  }

  /// Whether they were written; all of them were, or none.
  boolean areIn(Sql sql) throws SQLException {
    String first = JSON.readTree(texts[0]).required(Origin.FIELD).asString();
    return sql.one(
            AuditSql.AUDIT_IS_WRITTEN, row -> row.getBoolean(1), pattern(first + "\""), beyond)
        .orElse(false);
  }

  /// They are on the database's disk, with that time.
  void areWritten(long at) {
    written.accept(at);
  }

  int count() {
    return texts.length;
  }

  /// How long they are in all.
  long characters() {
    return Arrays.stream(texts).mapToLong(String::length).sum();
  }

  private static String text(AuditDraft draft, Origin origin) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(Origin.FIELD, origin.toString());
    json.put("event", draft.event().wire());
    json.put("traceId", draft.traceId());
    put(json, "principal", draft.principal() == null ? null : draft.principal().value());
    put(json, "target", draft.target() == null ? null : draft.target().value());
    put(json, "changeId", draft.change() == null ? null : draft.change().value());
    put(json, "executionId", draft.execution() == null ? null : draft.execution().value());
    json.set("details", draft.details());
    return json.toString();
  }

  /// A record that waited, and which of which gate it is; a gate of before does not say.
  record Waited(AuditDraft draft, @Nullable Origin origin) {}

  /// Reads one of the texts; only one whose seal is good.
  static Waited read(String text) {
    ObjectNode json = (ObjectNode) JSON.readTree(text);
    return new Waited(draft(json), Origin.of(json).orElse(null));
  }

  private static AuditDraft draft(ObjectNode json) {
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
