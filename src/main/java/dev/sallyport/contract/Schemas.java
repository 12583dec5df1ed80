package dev.sallyport.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.PathType;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Compiles JSON Schemas, and never fetches anything: a reference leads within its own document or
/// nowhere.
final class Schemas {
  /// Where an OpenAPI document keeps the schemas that others refer to.
  private static final String COMPONENTS = "components";

  private final SchemaRegistry registry;

  private Schemas(Dialect dialect) {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .pathType(PathType.JSON_POINTER)
            .build();
    registry =
        SchemaRegistry.withDialect(
            dialect, builder -> builder.schemaRegistryConfig(config).schemaCacheEnabled(false));
  }

  /// By JSON Schema 2020-12 alone; the fast one.
  static Schemas plain() {
    return new Schemas(with(Dialects.getDraft202012()));
  }

  /// By OpenAPI 3.1, where `discriminator` chooses the branch whose findings are worth telling.
  static Schemas discriminating() {
    return new Schemas(with(Dialects.getOpenApi31()));
  }

  private static Dialect with(Dialect dialect) {
    return Dialect.builder(dialect)
        .keywords(
            List.of(
                new NonValidationKeyword(COMPONENTS),
                new NonValidationKeyword("example"),
                new NonValidationKeyword("examples")))
        .build();
  }

  Schema compile(JsonNode schema) {
    Schema compiled = registry.getSchema(schema);
    compiled.initializeValidators();
    return compiled;
  }
}
