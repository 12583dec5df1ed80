package dev.sallyport.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The operations of an OpenAPI document by their ids.
///
/// @param operations each operation as the document has it
record OpenApiRoutes(Map<String, Route> routes, Map<String, JsonNode> operations) {
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  static OpenApiRoutes of(ObjectNode document) {
    Map<String, Route> routes = new LinkedHashMap<>();
    Map<String, JsonNode> operations = new LinkedHashMap<>();
    boolean secured = !document.path("security").isEmpty();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode operation = path.getValue().path(method);
        if (operation.isObject()) {
          Route route = route(method, path.getKey(), operation, secured);
          if (routes.put(route.id(), route) != null) {
            throw new IllegalArgumentException("two operations are called " + route.id());
          }
          operations.put(route.id(), operation);
        }
      }
    }
    return new OpenApiRoutes(routes, operations);
  }

  private static Route route(String method, String path, JsonNode operation, boolean secured) {
    JsonNode own = operation.path("security");
    boolean open = own.isArray() && own.valueStream().allMatch(JsonNode::isEmpty);
    return new Route(
        operation.path("operationId").stringValue(),
        method.toUpperCase(Locale.ROOT),
        path,
        new ArrayList<>(operation.path("responses").propertyNames()),
        operation.path("tags").valueStream().map(JsonNode::asString).collect(Collectors.toSet()),
        secured && !open);
  }

  /// What the node refers to, or the node itself.
  static JsonNode follow(JsonNode document, JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isString() ? document.at(reference.stringValue().substring(1)) : node;
  }
}
