package dev.sallyport.config;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A part of a YAML file that is JSON at heart, such as a schema, as JSON. Plain scalars are
/// read by YAML's JSON schema (YAML 1.2, 10.2); everything else is text.
final class YamlJson {
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?");

  private YamlJson() {}

  static JsonNode of(Yaml yaml) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (yaml) {
      case Yaml.Scalar scalar -> scalar(scalar);
      case Yaml.Sequence sequence -> {
        ArrayNode array = json.arrayNode();
        sequence.items().forEach(item -> array.add(of(item)));
        yield array;
      }
      case Yaml.Mapping mapping -> {
        ObjectNode object = json.objectNode();
        mapping.entries().forEach((key, entry) -> object.set(key, of(entry.value())));
        yield object;
      }
    };
  }

  private static JsonNode scalar(Yaml.Scalar scalar) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    String text = scalar.text();
    if (!scalar.plain()) {
      return json.stringNode(text);
    }
    if (scalar.isNothing()) {
      return json.nullNode();
    }
    if (text.equals("true") || text.equals("false")) {
      return json.booleanNode(text.equals("true"));
    }
    if (WHOLE.matcher(text).matches()) {
      BigDecimal whole = new BigDecimal(text);
      return whole.compareTo(BigDecimal.valueOf(whole.intValue())) == 0
          ? json.numberNode(whole.intValue())
          : json.numberNode(whole.toBigInteger());
    }
    return NUMBER.matcher(text).matches()
        ? json.numberNode(new BigDecimal(text))
        : json.stringNode(text);
  }
}
