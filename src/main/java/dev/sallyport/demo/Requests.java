package dev.sallyport.demo;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The requests that the demo sends, as any client would write them.
final class Requests {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Requests() {}

  static ObjectNode of(String action) {
    return JSON.createObjectNode().put("action", action).put("target", DemoFolder.TARGET);
  }

  /// A proposal that gives one file new content.
  static ObjectNode edit(String action, String key, String command, String path, String content) {
    ObjectNode request = of(action).put("idempotencyKey", key).put("command", command);
    request
        .putObject("parameters")
        .putArray("edits")
        .addObject()
        .put("path", path)
        .put("content", content);
    return request;
  }

  static ObjectNode undo(String key, String command) {
    return of("preview")
        .put("idempotencyKey", key)
        .put("command", command)
        .put("operation", "rollback");
  }

  static ObjectNode confirm(String action, String key, String token) {
    return of(action).put("idempotencyKey", key).put("confirmToken", token);
  }

  /// The request for people: without the bulk of its content and without its token (P7).
  static String shown(ObjectNode request) {
    ObjectNode shown = request.deepCopy();
    if (shown.has("confirmToken")) {
      shown.put("confirmToken", "spt_...");
    }
    shown
        .path("parameters")
        .path("edits")
        .forEach(edit -> ((ObjectNode) edit).put("content", "..."));
    shown.remove("target");
    return JSON.writeValueAsString(shown);
  }
}
