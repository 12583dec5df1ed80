package dev.sallyport.log;

import java.lang.reflect.Array;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns whatever code hands to a log call into JSON, not yet redacted. Depth and size are bounded
/// here already, since a structure may contain itself.
final class Values {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private Values() {}

  /// Whether the value has an inside, so that its text alone would not tell names from values.
  static boolean isStructured(@Nullable Object value) {
    return value instanceof JsonNode
        || value instanceof Map<?, ?>
        || value instanceof Iterable<?>
        || (value != null && value.getClass().isArray());
  }

  static JsonNode json(@Nullable Object value) {
    return json(value, 0, new int[] {JsonRedaction.MAX_NODES});
  }

  private static JsonNode json(@Nullable Object value, int depth, int[] left) {
    if (depth > JsonRedaction.MAX_DEPTH || --left[0] < 0) {
      return MAKE.stringNode("… (left out)");
    }
    return switch (value) {
      case null -> MAKE.nullNode();
      case JsonNode node -> node;
      case Boolean flag -> MAKE.booleanNode(flag);
      case Integer number -> MAKE.numberNode(number);
      case Long number -> MAKE.numberNode(number);
      case Double number when Double.isFinite(number) -> MAKE.numberNode(number);
      case Map<?, ?> map -> object(map, depth, left);
      case java.nio.file.Path path -> MAKE.stringNode(path.toString());
      case Iterable<?> elements -> array(elements, depth, left);
      default -> value.getClass().isArray() ? array(value, depth, left) : text(value);
    };
  }

  private static ObjectNode object(Map<?, ?> map, int depth, int[] left) {
    ObjectNode object = MAKE.objectNode();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (left[0] <= 0) {
        break;
      }
      object.set(String.valueOf(entry.getKey()), json(entry.getValue(), depth + 1, left));
    }
    return object;
  }

  private static ArrayNode array(Iterable<?> elements, int depth, int[] left) {
    ArrayNode array = MAKE.arrayNode();
    for (Object element : elements) {
      if (left[0] <= 0) {
        break;
      }
      array.add(json(element, depth + 1, left));
    }
    return array;
  }

  private static JsonNode array(Object elements, int depth, int[] left) {
    ArrayNode array = MAKE.arrayNode();
    for (int i = 0; i < Array.getLength(elements) && left[0] > 0; i++) {
      array.add(json(Array.get(elements, i), depth + 1, left));
    }
    return array;
  }

  private static JsonNode text(Object value) {
    try {
      return MAKE.stringNode(String.valueOf(value));
    } catch (RuntimeException e) {
      // A log line is no place to fail for an object that cannot name itself.
      return MAKE.stringNode("(" + value.getClass().getName() + ", whose toString failed)");
    }
  }
}
