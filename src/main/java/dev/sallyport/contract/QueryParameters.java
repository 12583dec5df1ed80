package dev.sallyport.contract;

import com.networknt.schema.Schema;
import dev.sallyport.problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The query parameters of an operation as one object schema, so that one kind of check serves them
/// too.
///
/// @param integers the parameters whose text is read as an integer
/// @param schema with a property for each parameter and no others allowed
record QueryParameters(Set<String> integers, ObjectNode schema) {
  /// An integer that a query may give: short enough for any arithmetic.
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,8})");

  static QueryParameters of(JsonNode operation, UnaryOperator<JsonNode> follow) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    Set<String> integers = new TreeSet<>();
    for (JsonNode listed : operation.path("parameters")) {
      JsonNode parameter = follow.apply(listed);
      if (parameter.path("in").asString("").equals("query")) {
        String name = parameter.get("name").stringValue();
        properties.set(name, parameter.get("schema"));
        if (parameter.path("required").asBoolean(false)) {
          required.add(name);
        }
        if (parameter.at("/schema/type").asString("").equals("integer")) {
          integers.add(name);
        }
      }
    }
    return new QueryParameters(integers, schema);
  }

  List<FieldError> validate(Schema compiled, Map<String, List<String>> query) {
    List<FieldError> errors = new ArrayList<>();
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    query.forEach(
        (name, values) -> {
          if (values.size() > 1) {
            errors.add(
                new FieldError(
                    Pointer.append("", name), "duplicate-field", "This parameter is given twice."));
          }
          object.set(name, value(name, values.isEmpty() ? "" : values.getFirst()));
        });
    errors.addAll(SchemaErrors.of(compiled.validate(object), ""));
    return errors;
  }

  private JsonNode value(String name, String text) {
    return integers.contains(name) && INTEGER.matcher(text).matches()
        ? JsonNodeFactory.instance.numberNode(Integer.parseInt(text))
        : JsonNodeFactory.instance.stringNode(text);
  }
}
