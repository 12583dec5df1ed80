package dev.sallyport.contract;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether a JSON Schema (2020-12) that somebody wrote is one, and stands by itself.
public final class SchemaCheck {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final Schema OF_SCHEMAS =
      SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(SchemaLocation.of(DIALECT));

  private SchemaCheck() {}

  /// The first thing that is wrong with it.
  public static Optional<String> mistake(ObjectNode schema) {
    for (String word : new String[] {"$ref", "$dynamicRef"}) {
      for (JsonNode reference : schema.findValues(word)) {
        if (!reference.asString("").startsWith("#")) {
          return Optional.of("must refer to nothing outside of itself, as a " + word + " does");
        }
      }
    }
    Optional<String> broken =
        OF_SCHEMAS.validate(schema).stream().findFirst().map(SchemaCheck::said);
    return broken.isPresent() ? broken : uncompilable(schema);
  }

  private static String said(Error error) {
    return "must be a JSON Schema (2020-12), but at "
        + (error.getInstanceLocation().toString().isEmpty()
            ? "its top"
            : error.getInstanceLocation())
        + " "
        + error.getMessage();
  }

  /// The meta-schema does not try the patterns.
  private static Optional<String> uncompilable(ObjectNode schema) {
    try {
      Schemas.plain().compile(schema.deepCopy());
      return Optional.empty();
    } catch (SchemaException | IllegalArgumentException e) {
      return Optional.of("must be a JSON Schema (2020-12) whose patterns can be used");
    }
  }
}
