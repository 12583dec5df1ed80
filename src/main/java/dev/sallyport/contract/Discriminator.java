package dev.sallyport.contract;

import tools.jackson.databind.JsonNode;

/// Picks the branch of a `oneOf` that a body says it is, as OpenAPI's `discriminator` has it.
///
/// Every branch demands its own value of that property (a test holds the contract to that), so
/// holding a body against the branch that it names finds what holding it against all of them would.
final class Discriminator {
  private Discriminator() {}

  /// @param value what the body names its branch by; empty where the whole schema decides
  record Choice(String value, JsonNode schema) {}

  /// The branch, or the schema itself where it has none or the body names none of them.
  static Choice choose(JsonNode document, JsonNode schema, JsonNode body) {
    JsonNode whole = OpenApiRoutes.follow(document, schema);
    JsonNode discriminator = whole.path("discriminator");
    String value = body.path(discriminator.path("propertyName").asString("")).asString("");
    JsonNode branch = discriminator.path("mapping").path(value);
    return branch.isString()
        ? new Choice(value, document.at(branch.stringValue().substring(1)))
        : new Choice("", schema);
  }
}
