package dev.sallyport.problem;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A problem as RFC 9457 writes it.
public final class ProblemJson {
  public static final String MEDIA_TYPE = "application/problem+json";

  private ProblemJson() {}

  /// @param instance the path that was asked for, without its query
  /// @param traceId of the request, 32 hexadecimal digits
  public static ObjectNode render(Problem problem, String instance, String traceId) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", problem.type().path());
    json.put("title", problem.type().title());
    json.put("status", problem.type().status());
    json.put("detail", problem.detail());
    json.put("instance", instance);
    json.put("traceId", traceId);
    if (!problem.errors().isEmpty()) {
      ArrayNode errors = json.putArray("errors");
      problem.errors().forEach(error -> errors.add(render(error)));
    }
    return json;
  }

  private static ObjectNode render(FieldError error) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("pointer", error.pointer())
        .put("code", error.code())
        .put("message", error.message());
  }
}
