package dev.sallyport.config;

import dev.sallyport.contract.SchemaCheck;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the JSON Schema of what a caller sends to a target. Nothing may be sent beside what it
/// declares unless it says so itself.
final class Parameters {
  private static final String TYPE = "type";
  private static final String OTHERS = "additionalProperties";

  private Parameters() {}

  static ObjectNode read(Section target, String key) {
    ObjectNode schema =
        target
            .tree(key)
            .map(YamlJson::of)
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast)
            .orElseGet(JsonNodeFactory.instance::objectNode);
    if (target.has(key) && !target.isMapping(key)) {
      target.mistake(key, "must be a JSON Schema (2020-12) of an object, as a mapping");
      return closed(schema);
    }
    if (schema.has(TYPE) && !schema.path(TYPE).asString("").equals("object")) {
      target.mistake(key, "must be the schema of an object, with type: object");
    } else {
      SchemaCheck.mistake(schema).ifPresent(mistake -> target.mistake(key, mistake));
    }
    return closed(schema);
  }

  private static ObjectNode closed(ObjectNode schema) {
    if (!schema.has(TYPE)) {
      schema.put(TYPE, "object");
    }
    if (!schema.has(OTHERS)) {
      schema.put(OTHERS, false);
    }
    return schema;
  }
}
