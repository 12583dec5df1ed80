package dev.sallyport.contract;

import com.networknt.schema.Schema;
import dev.sallyport.problem.FieldError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks `parameters` against the JSON Schema (2020-12) that a target declares. Each name's schema
/// is compiled once and kept; a schema that has changed under its name is compiled again.
public final class ParameterCheck {
  private static final String POINTER = "/parameters";

  private final Schemas schemas = Schemas.plain();
  private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

  private record Compiled(ObjectNode source, Schema schema) {}

  /// What in the parameters breaks the schema; pointers begin with `/parameters`.
  ///
  /// @param name of the schema: the target's, and what it is for where a target has several
  /// @throws com.networknt.schema.SchemaException for a schema that is none
  public List<FieldError> check(String name, ObjectNode schema, JsonNode parameters) {
    Compiled known = compiled.get(name);
    if (known == null || !known.source().equals(schema)) {
      known = new Compiled(schema.deepCopy(), schemas.compile(schema));
      compiled.put(name, known);
    }
    return SchemaErrors.of(known.schema().validate(parameters), POINTER);
  }

  /// What is wrong with parameters where none are taken.
  public List<FieldError> none(JsonNode parameters) {
    return parameters.isEmpty()
        ? List.of()
        : List.of(new FieldError(POINTER, "not-allowed", "This action takes no parameters."));
  }
}
