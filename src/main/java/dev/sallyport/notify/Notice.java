package dev.sallyport.notify;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.log.Escapes;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What an endpoint is told: one audit record, seen from outside.
///
/// @param id the record's hash: the same whenever and from whichever gate it is sent
/// @param event such as `change.approved`
/// @param fields the record's body
/// @param link where a person looks at the change, where the gate knows its own address
public record Notice(
    long sequence, String id, String event, Instant at, ObjectNode fields, @Nullable URI link) {
  /// Where changes are found below the gate's public address.
  private static final String CHANGES = "console/changes/";

  /// @param publicUrl where people and receivers reach the gate
  /// @return nothing for a record that somebody has damaged
  static Optional<Notice> of(AuditRecord record, Optional<URI> publicUrl) {
    String event = record.body().path("event").asString("");
    if (event.isEmpty() || record.body().has(AuditRecord.UNREADABLE)) {
      return Optional.empty();
    }
    String change = record.body().path("changeId").asString("");
    URI link =
        change.isEmpty() ? null : publicUrl.map(url -> below(url, CHANGES + change)).orElse(null);
    return Optional.of(
        new Notice(record.sequence(), record.hash(), event, record.at(), record.body(), link));
  }

  private static URI below(URI url, String path) {
    String base = url.toString();
    return URI.create(base + (base.endsWith("/") ? "" : "/") + path);
  }

  String field(String name) {
    return fields.path(name).asString("");
  }

  /// What it is about: the change, else the target, else nothing.
  Optional<String> subject() {
    String change = field("changeId");
    String subject = change.isEmpty() ? field("target") : change;
    return subject.isEmpty() ? Optional.empty() : Optional.of(subject);
  }

  /// The record in one sentence for people, on one line. What a caller wrote is not in it, and a
  /// name cannot be anything but text.
  String sentence() {
    StringBuilder sentence = new StringBuilder(event.replace('.', ' ').replace('_', ' '));
    append(sentence, " on ", field("target"));
    append(sentence, " by ", field("principal"));
    append(sentence, ": ", field("changeId"));
    return sentence.toString();
  }

  private static void append(StringBuilder sentence, String before, String text) {
    if (!text.isEmpty()) {
      sentence.append(before).append(Escapes.line(text));
    }
  }
}
