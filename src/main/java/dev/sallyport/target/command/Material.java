package dev.sallyport.target.command;

import dev.sallyport.target.PlanMaterial;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a plan's `material` holds for a command target.
///
/// @param parameters what goes into the argument lists
/// @param planFile the saved plan's SHA-256
/// @param settings the hash of what the configuration says will run
record Material(ObjectNode parameters, Optional<String> planFile, String settings) {
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("parameters", parameters);
    planFile.ifPresent(hash -> json.put("planFile", hash));
    return json.put("settings", settings);
  }

  /// Empty when the plan is not a command target's.
  static Optional<Material> of(PlanMaterial plan) {
    return plan.material().get("parameters") instanceof ObjectNode parameters
            && plan.material().path("settings").isString()
        ? Optional.of(
            new Material(
                parameters,
                Optional.of(plan.material().path("planFile").asString(""))
                    .filter(hash -> !hash.isEmpty()),
                plan.material().path("settings").asString()))
        : Optional.empty();
  }
}
