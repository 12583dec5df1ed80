package dev.sallyport.store.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON in text columns, as the store itself wrote it.
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  public static ObjectNode object(String text) {
    return (ObjectNode) MAPPER.readTree(text);
  }

  public static @Nullable JsonNode nullable(@Nullable String text) {
    return text == null ? null : MAPPER.readTree(text);
  }

  public static List<String> texts(String array) {
    List<String> texts = new ArrayList<>();
    MAPPER.readTree(array).forEach(text -> texts.add(text.asString()));
    return texts;
  }

  public static String array(Collection<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array.toString();
  }
}
