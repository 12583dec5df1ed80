package dev.sallyport.contract;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes JSON values of every shape that a request may carry.
final class JsonArbitraries {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_DEPTH = 4;
  private static final int MOST_MEMBERS = 4;

  private JsonArbitraries() {}

  static Arbitrary<ObjectNode> objects() {
    return object(value(MOST_DEPTH));
  }

  static Arbitrary<JsonNode> values() {
    return value(MOST_DEPTH);
  }

  private static Arbitrary<JsonNode> value(int depth) {
    Arbitrary<JsonNode> leaf =
        Arbitraries.oneOf(
            text().map(NODES::stringNode),
            Arbitraries.longs()
                .between(-Interoperable.MOST_EXACT_INTEGER, Interoperable.MOST_EXACT_INTEGER)
                .map(Interoperable::node),
            Arbitraries.doubles().map(Interoperable::node),
            Arbitraries.of(NODES.booleanNode(true), NODES.booleanNode(false), NODES.nullNode()));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<JsonNode> inner = Arbitraries.lazy(() -> value(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(4, leaf),
        Tuple.of(1, array(inner)),
        Tuple.of(1, object(inner).map(JsonNode.class::cast)));
  }

  private static Arbitrary<JsonNode> array(Arbitrary<JsonNode> inner) {
    return inner.list().ofMaxSize(MOST_MEMBERS).map(JsonArbitraries::array);
  }

  private static JsonNode array(List<JsonNode> elements) {
    ArrayNode array = NODES.arrayNode();
    elements.forEach(array::add);
    return array;
  }

  private static Arbitrary<ObjectNode> object(Arbitrary<JsonNode> inner) {
    return Arbitraries.maps(text(), inner)
        .ofMaxSize(MOST_MEMBERS)
        .map(
            members -> {
              ObjectNode object = NODES.objectNode();
              members.forEach(object::set);
              return object;
            });
  }

  /// Text that can be meant: any characters but NUL and lone surrogates.
  private static Arbitrary<String> text() {
    return Arbitraries.integers()
        .between(1, Character.MAX_CODE_POINT)
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .list()
        .ofMaxSize(6)
        .map(
            characters -> {
              StringBuilder text = new StringBuilder();
              characters.forEach(text::appendCodePoint);
              return text.toString();
            });
  }
}
