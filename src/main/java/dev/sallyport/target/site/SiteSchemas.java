package dev.sallyport.target.site;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schemas (2020-12) of what a site takes; the limits in them are the site's own.
final class SiteSchemas {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private SiteSchemas() {}

  static ObjectNode parameters(SiteLimits limits) {
    ObjectNode schema = object();
    schema.put("$schema", DIALECT);
    schema.put("description", "A change of a site: edits of whole files, or a patch.");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode edits = properties.putObject("edits");
    edits.put("type", "array");
    edits.put("minItems", 1);
    edits.put("maxItems", limits.edits());
    edits.set("items", edit(limits));
    properties.set(
        "patch",
        text("A unified diff with context, as git diff makes it.", 1, limits.patchBytes()));
    oneOf(schema, List.of("edits", "patch"));
    return schema;
  }

  private static ObjectNode edit(SiteLimits limits) {
    ObjectNode edit = object();
    edit.putArray("required").add("path");
    ObjectNode properties = edit.putObject("properties");
    properties.set("path", path("The file, relative to the site's root."));
    properties.set("content", text("The whole new content.", 0, limits.fileBytes()));
    int base64Length = (int) Math.min(Integer.MAX_VALUE, (limits.fileBytes() + 2L) / 3 * 4);
    properties.set(
        "contentBase64", text("The same in base64, for what is not text.", 0, base64Length));
    properties.putObject("delete").put("const", true);
    properties.putObject("executable").put("type", "boolean");
    oneOf(edit, List.of("content", "contentBase64", "delete"));
    return edit;
  }

  static ObjectNode reading(SiteLimits limits) {
    ObjectNode schema = object();
    schema.put("$schema", DIALECT);
    schema.put("description", "For read: path. For list: prefix, limit and after.");
    ObjectNode properties = schema.putObject("properties");
    properties.set("path", path("The file to read."));
    properties.set("prefix", path("Only files whose path begins so.").put("minLength", 0));
    properties.set("after", path("Where the page before ended."));
    ObjectNode limit = properties.putObject("limit");
    limit.put("type", "integer");
    limit.put("minimum", 1);
    limit.put("maximum", limits.listed());
    return schema;
  }

  private static ObjectNode object() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    return schema;
  }

  private static ObjectNode path(String description) {
    return text(description, 1, SitePath.MOST_PATH_BYTES);
  }

  private static ObjectNode text(String description, int least, int most) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("description", description);
    schema.put("type", "string");
    schema.put("minLength", least);
    schema.put("maxLength", most);
    return schema;
  }

  private static void oneOf(ObjectNode schema, List<String> names) {
    ArrayNode choices = schema.putArray("oneOf");
    names.forEach(name -> choices.addObject().putArray("required").add(name));
  }
}
