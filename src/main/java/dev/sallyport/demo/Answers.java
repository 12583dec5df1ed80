package dev.sallyport.demo;

import dev.sallyport.client.Reply;
import tools.jackson.databind.JsonNode;

/// Reads a gate's answers for people.
final class Answers {
  private Answers() {}

  /// An answer in a line: what a person would look at first.
  static String shown(Reply reply) {
    if (!reply.isOk()) {
      return "%d %s: %s".formatted(reply.status(), reply.slug(), reply.detail());
    }
    JsonNode result = reply.result();
    String what =
        result.has("plan")
            ? ", " + result.path("plan").path("summary").asString("")
            : ", execution " + result.path("executionId").asString("");
    String event = reply.body().path("eventType").asString("");
    String state = result.path("state").asString("");
    return "%d %s%s%s%s"
        .formatted(
            reply.status(),
            event,
            state.equals(event) ? "" : ", " + state.replace('_', ' '),
            what,
            reply.replayed() ? "; Idempotent-Replayed: true" : "");
  }

  static String state(Reply reply) {
    return reply.result().path("state").asString("");
  }

  static String output(Reply reply, String field) {
    return reply.result().path("output").path(field).asString("");
  }
}
