package dev.sallyport.target.command;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the target reports of a step, under the step's name: `{exitCode, lastLines}`.
final class Outputs {
  private Outputs() {}

  static ObjectNode exited(Step step, int code, List<String> tail) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ObjectNode said = output.putObject(step.setting()).put("exitCode", code);
    lines(said, tail);
    return output;
  }

  static ObjectNode cutOff(Step step, List<String> tail) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    lines(output.putObject(step.setting()).put("ended", "early"), tail);
    return output;
  }

  /// The step was settled; what it said was lost with its gate.
  static ObjectNode settled(Step step, String by) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.putObject(step.setting()).put("settledBy", by);
    return output;
  }

  static ObjectNode nothingToDo(Step step) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output
        .putObject(step.setting())
        .put(
            "note",
            "This target has no %s command; there was nothing to do.".formatted(step.setting()));
    return output;
  }

  private static void lines(ObjectNode said, List<String> tail) {
    ArrayNode lines = said.putArray("lastLines");
    tail.forEach(lines::add);
  }
}
