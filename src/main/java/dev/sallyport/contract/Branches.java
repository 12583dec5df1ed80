package dev.sallyport.contract;

import com.networknt.schema.Schema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// One schema, or those of its branches where it has a `discriminator`, as OpenAPI has it: a body
/// is held against the branch that it says it is.
///
/// Every branch demands its own value of that property (a test holds the contract to that), so
/// holding a body against the branch that it names finds what holding it against all of them
/// would.
final class Branches {
  /// Stands for the schema itself where a body names none of its branches.
  private static final String WHOLE = "";

  private final JsonNode document;
  private final JsonNode schema;
  private final String property;
  private final JsonNode mapping;
  private final Function<JsonNode, Schema> compiler;
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  /// @param compiler asked once for each schema that a body has to keep, when the first one comes
  Branches(JsonNode document, JsonNode schema, Function<JsonNode, Schema> compiler) {
    this.document = document;
    this.schema = schema;
    this.compiler = compiler;
    JsonNode discriminator = OpenApiRoutes.follow(document, schema).path("discriminator");
    this.property = discriminator.path("propertyName").asString("");
    this.mapping = discriminator.path("mapping");
  }

  /// What the body has to keep.
  Schema of(JsonNode body) {
    String value = mapping.isEmpty() ? WHOLE : body.path(property).asString(WHOLE);
    String branch = mapping.has(value) ? value : WHOLE;
    return compiled.computeIfAbsent(branch, _ -> compiler.apply(schema(branch)));
  }

  private JsonNode schema(String branch) {
    return branch.equals(WHOLE)
        ? schema
        : document.at(mapping.get(branch).stringValue().substring(1));
  }
}
