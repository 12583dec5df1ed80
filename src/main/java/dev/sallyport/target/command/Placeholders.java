package dev.sallyport.target.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a placeholder may stand for: what the gate itself knows, or a parameter that the
/// target's JSON Schema declares as one plain value which is always there.
public final class Placeholders {
  /// The file that the plan is saved in.
  public static final String PLAN_FILE = "planFile";

  public static final String CHANGE = "change";
  public static final String EXECUTION = "execution";
  public static final String TARGET = "target";

  /// The setting's name of the step; for a probe, of the step it is asked about.
  public static final String STEP = "step";

  /// The number of the lease; only where something is executed.
  public static final String FENCE = "fence";

  static final Set<String> OWN = Set.of(PLAN_FILE, CHANGE, EXECUTION, TARGET, STEP, FENCE);
  private static final Set<String> PLAIN_TYPES = Set.of("string", "integer", "number", "boolean");

  private Placeholders() {}

  /// Why a name stands for nothing in that step; empty where it does.
  ///
  /// @param parameters the schema of what the caller sends
  public static Optional<String> mistake(
      String name, Step step, boolean hasPlanFile, ObjectNode parameters) {
    if (OWN.contains(name)) {
      return ownMistake(name, step, hasPlanFile);
    }
    JsonNode property = parameters.path("properties").path(name);
    if (step.takesBack()) {
      return Optional.of("is a parameter, and a rollback is proposed without any");
    }
    if (step == Step.FINGERPRINT) {
      return Optional.of("is a parameter, and the fingerprint is the target's, not a change's");
    }
    if (property.isMissingNode()) {
      return Optional.of(
          "is neither a property of its parameters nor one of "
              + String.join(", ", OWN.stream().sorted().toList()));
    }
    if (!isPlain(property)) {
      return Optional.of(
          "must be declared as one plain value: type string, integer, number or boolean, or an enum"
              + " of those");
    }
    return isAlwaysThere(name, property, parameters)
        ? Optional.empty()
        : Optional.of("must be required in its schema, or have a default");
  }

  private static Optional<String> ownMistake(String name, Step step, boolean hasPlanFile) {
    return switch (name) {
      case PLAN_FILE ->
          !hasPlanFile
              ? Optional.of("needs the setting planFile")
              : isOfAChange(step) ? Optional.empty() : Optional.of("belongs to a change's steps");
      case FENCE ->
          step.executes()
              ? Optional.empty()
              : Optional.of("is known to apply, deploy and rollback alone");
      case CHANGE, EXECUTION ->
          isOfAChange(step) ? Optional.empty() : Optional.of("belongs to a change's steps");
      default -> Optional.empty();
    };
  }

  private static boolean isOfAChange(Step step) {
    return step != Step.FINGERPRINT && step != Step.LIST && step != Step.READ;
  }

  /// The names that the gate itself gives a meaning.
  public static Set<String> own() {
    return OWN;
  }

  public static boolean isOwn(String name) {
    return OWN.contains(name);
  }

  private static boolean isPlain(JsonNode property) {
    List<JsonNode> values = values(property);
    return values.isEmpty()
        ? PLAIN_TYPES.contains(property.path("type").asString(""))
        : values.stream().allMatch(value -> value.isValueNode() && !value.isNull());
  }

  /// The values that its schema lists; none where it does not list them.
  static List<JsonNode> values(JsonNode property) {
    return property.has("const")
        ? List.of(property.get("const"))
        : property.path("enum").valueStream().toList();
  }

  private static boolean isAlwaysThere(String name, JsonNode property, ObjectNode parameters) {
    return property.has("default")
        || parameters
            .path("required")
            .valueStream()
            .anyMatch(required -> required.asString("").equals(name));
  }

  /// The parameters, completed by their schema's defaults.
  static ObjectNode complete(ObjectNode parameters, ObjectNode schema) {
    ObjectNode complete = parameters.deepCopy();
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode silent = property.getValue().get("default");
              if (silent != null && !complete.has(property.getKey())) {
                complete.set(property.getKey(), silent);
              }
            });
    return complete;
  }

  /// What the gate knows of a change.
  static Map<String, String> ofChange(
      String target, String change, String execution, Step step, Optional<String> planFile) {
    Map<String, String> known = new LinkedHashMap<>();
    known.put(TARGET, target);
    known.put(CHANGE, change);
    known.put(EXECUTION, execution);
    known.put(STEP, step.setting());
    planFile.ifPresent(file -> known.put(PLAN_FILE, file));
    return known;
  }
}
