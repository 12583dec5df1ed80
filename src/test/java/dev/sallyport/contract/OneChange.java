package dev.sallyport.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes exactly one change somewhere in a JSON object, so that it means something else.
final class OneChange {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OneChange() {}

  static ObjectNode in(ObjectNode object, Random random) {
    ObjectNode changed = object.deepCopy();
    List<JsonNode> containers = new ArrayList<>();
    collect(changed, containers);
    JsonNode container = containers.get(random.nextInt(containers.size()));
    switch (container) {
      case ObjectNode node -> change(node, random);
      case ArrayNode node -> change(node, random);
      default -> throw new IllegalStateException("not a container");
    }
    return changed;
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainer()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private static void change(ObjectNode node, Random random) {
    List<String> names = new ArrayList<>(node.propertyNames());
    String fresh = "new";
    while (node.has(fresh)) {
      fresh += "'";
    }
    if (names.isEmpty()) {
      node.putNull(fresh);
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(4)) {
      case 0 -> node.remove(name);
      case 1 -> node.putNull(fresh);
      case 2 -> node.set(fresh, node.remove(name));
      default -> node.set(name, another(node.get(name)));
    }
  }

  private static void change(ArrayNode node, Random random) {
    if (node.isEmpty() || random.nextInt(3) == 0) {
      node.addNull();
      return;
    }
    int index = random.nextInt(node.size());
    if (random.nextBoolean()) {
      node.remove(index);
    } else {
      node.set(index, another(node.get(index)));
    }
  }

  private static JsonNode another(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> NODES.stringNode(value.stringValue() + " ");
      case NUMBER -> NODES.stringNode(value.toString());
      case BOOLEAN -> NODES.booleanNode(!value.booleanValue());
      case NULL -> NODES.numberNode(0);
      default -> NODES.nullNode();
    };
  }
}
