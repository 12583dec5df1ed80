package dev.sallyport.contract;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A schema of the contract with what it refers to in the place of each reference, which a
/// validator would follow anew for each body (docs/performance.md).
///
/// It says the same as the schema that it is made of. A schema with a `discriminator` keeps its
/// references, because its mapping names the branches by them.
final class Inlined {
  /// What demands nothing; a validator would look at it each time.
  private static final Set<String> REMARKS = Set.of("description", "default");

  /// The deepest that references lead to each other; more means that they go round in a circle.
  private static final int MOST_DEPTH = 64;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode document;

  private Inlined(JsonNode document) {
    this.document = document;
  }

  /// The schema without references; empty where it has to keep them.
  static Optional<JsonNode> of(JsonNode document, JsonNode schema) {
    return OpenApiRoutes.follow(document, schema).has("discriminator")
        ? Optional.empty()
        : Optional.of(new Inlined(document).inline(schema, 0));
  }

  private JsonNode inline(JsonNode node, int depth) {
    if (depth > MOST_DEPTH) {
      throw new IllegalArgumentException("a schema of the contract refers to itself");
    }
    return switch (node) {
      case ArrayNode array -> {
        ArrayNode copy = NODES.arrayNode(array.size());
        array.forEach(each -> copy.add(inline(each, depth + 1)));
        yield copy;
      }
      case ObjectNode object when object.path("$ref").isString() -> referred(object, depth);
      case ObjectNode object -> members(object, depth);
      default -> node;
    };
  }

  private ObjectNode members(ObjectNode object, int depth) {
    ObjectNode copy = NODES.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!isRemark(member.getKey(), member.getValue())) {
        copy.set(member.getKey(), inline(member.getValue(), depth + 1));
      }
    }
    return copy;
  }

  /// A property of such a name has a schema, not a text.
  private static boolean isRemark(String name, JsonNode value) {
    return REMARKS.contains(name) && value.isValueNode();
  }

  /// What stands beside a reference is demanded too.
  private JsonNode referred(ObjectNode object, int depth) {
    JsonNode target = inline(OpenApiRoutes.follow(document, object), depth + 1);
    ObjectNode beside = members(object, depth);
    beside.remove("$ref");
    if (beside.isEmpty()) {
      return target;
    }
    beside.withArray("allOf").add(target);
    return beside;
  }
}
