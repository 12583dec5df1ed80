package dev.sallyport.policy;

import dev.sallyport.change.Safety;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.Impact;
import dev.sallyport.target.PlanMaterial;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What a policy's conditions can speak of: one request and the plan that was made of it.
///
/// @param action `plan`, `preview` or `auto`
/// @param command what and why, in a person's words
public record Facts(
    Principal requester,
    TargetName target,
    String kind,
    String action,
    String command,
    PlanMaterial plan,
    Impact impact) {
  /// The value of every [Variable], under its name.
  ///
  /// @param safety the assessment so far
  Map<String, Object> values(Safety safety) {
    Map<String, Object> values = new HashMap<>();
    for (Variable variable : Variable.values()) {
      values.put(variable.text(), value(variable, safety));
    }
    return values;
  }

  private Object value(Variable variable, Safety safety) {
    return switch (variable) {
      case PLAN_OPERATION -> plan.operation().wire();
      case PLAN_ITEMS -> (long) impact.items();
      case PLAN_DELETIONS -> (long) impact.deletions();
      case PLAN_PATHS -> impact.paths();
      case PLAN_SUMMARY -> plan.summary();
      case PLAN_DIFF -> plan.diff();
      case SAFETY_DECLARED -> safety.declared() == null ? "" : safety.declared().wire();
      case SAFETY_ASSESSED -> safety.assessed().wire();
      case SAFETY_REVERSIBILITY -> safety.reversibility().wire();
      case REQUESTER_NAME -> requester.id().value();
      case REQUESTER_KIND -> requester.kind().wire();
      case REQUEST_ACTION -> action;
      case REQUEST_COMMAND -> Objects.requireNonNull(command);
      case TARGET_NAME -> target.value();
      case TARGET_KIND -> kind;
    };
  }
}
