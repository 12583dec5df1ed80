package dev.sallyport.log;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Redacts nested data into a copy of bounded depth and size.
final class JsonRedaction {
  /// Deeper data is left out.
  static final int MAX_DEPTH = 32;

  /// Further members of one object or array are left out.
  static final int MAX_MEMBERS = 200;

  /// Further members of the whole are left out.
  static final int MAX_NODES = 2_000;

  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
  private static final StringNode MASKED = StringNode.valueOf(Spans.MASK);
  private static final StringNode LEFT_OUT = StringNode.valueOf("… (left out)");

  private final Redactor redactor;
  private final SecretNames names;

  JsonRedaction(Redactor redactor, SecretNames names) {
    this.redactor = redactor;
    this.names = names;
  }

  JsonNode redact(JsonNode node) {
    return new Copy().of(node, 0);
  }

  /// One copy under way, counting what it holds.
  private final class Copy {
    private int nodes;

    private JsonNode of(JsonNode node, int depth) {
      if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
        return LEFT_OUT;
      }
      return switch (node) {
        case ObjectNode object -> object(object, depth);
        case ArrayNode array -> array(array, depth);
        default -> scalar(node);
      };
    }

    private JsonNode scalar(JsonNode node) {
      if (node.isString()) {
        return StringNode.valueOf(redactor.text(node.stringValue()));
      }
      if (node.isNumber() || node.isBoolean() || node.isNull()) {
        return node;
      }
      return StringNode.valueOf(redactor.text(node.toString()));
    }

    private JsonNode object(ObjectNode object, int depth) {
      ObjectNode copy = MAKE.objectNode();
      boolean namesSecret = saysSecretName(object);
      int left = MAX_MEMBERS;
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        if (left-- == 0 || nodes > MAX_NODES) {
          copy.set("…", LEFT_OUT);
          break;
        }
        String name = redactor.text(member.getKey(), SecretNames.MAX_NAME * 2);
        boolean secret =
            switch (member.getKey()) {
              case "value" -> namesSecret;
              // Beside a value, a key is that value's name.
              case "key" -> names.isSecret("key") && !object.has("value");
              default -> names.isSecret(member.getKey());
            };
        copy.set(
            name,
            secret ? masked(member.getKey(), member.getValue()) : of(member.getValue(), depth + 1));
      }
      return copy;
    }

    private JsonNode array(ArrayNode array, int depth) {
      ArrayNode copy = MAKE.arrayNode();
      boolean afterFlag = false;
      int left = MAX_MEMBERS;
      for (JsonNode element : array) {
        if (left-- == 0 || nodes > MAX_NODES) {
          copy.add(LEFT_OUT);
          break;
        }
        copy.add(afterFlag && element.isString() ? MASKED : of(element, depth + 1));
        afterFlag = isSecretFlag(element);
      }
      return copy;
    }

    /// What is left of a secret's value: that there is none, that it is on or off, or how many
    /// there are.
    private JsonNode masked(String name, JsonNode value) {
      boolean tells =
          value.isNull() || value.isBoolean() || (value.isNumber() && names.countsThings(name));
      return tells ? value : MASKED;
    }

    /// Whether the object is a pair such as `{"name": "DB_PASSWORD", "value": "…"}`.
    private boolean saysSecretName(ObjectNode object) {
      JsonNode name = object.has("name") ? object.get("name") : object.get("key");
      return name != null && name.isString() && names.isSecret(name.stringValue());
    }

    /// Whether the element is a command line's `--password`, whose value is the next element.
    private boolean isSecretFlag(JsonNode element) {
      return element.isString()
          && element.stringValue().startsWith("-")
          && element.stringValue().indexOf('=') < 0
          && names.isSecret(element.stringValue());
    }
  }
}
