package dev.sallyport.gate;

import dev.sallyport.domain.Action;
import dev.sallyport.target.Target;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How a target is shown to those who may use it.
final class TargetViews {
  private TargetViews() {}

  /// Its name, its kind and its present state.
  static ObjectNode of(Target target) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("name", target.name().value());
    node.put("kind", target.kind());
    node.set("description", target.describe());
    return node;
  }

  /// The same with what its policy asks, and the schemas of what may be sent to it.
  static ObjectNode whole(Target target, Map<Action, String> policy) {
    ObjectNode node = of(target);
    ObjectNode asked = node.putObject("policy");
    policy.forEach((action, what) -> asked.put(action.wire(), what));
    ObjectNode reversibility = node.putObject("reversibility");
    for (Action action : List.of(Action.APPLY, Action.DEPLOY, Action.ROLLBACK)) {
      reversibility.put(action.wire(), target.reversibility(action).wire());
    }
    node.set("parametersSchema", target.parametersSchema());
    node.set("readSchema", target.readSchema());
    return node;
  }
}
