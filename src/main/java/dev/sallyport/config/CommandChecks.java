package dev.sallyport.config;

import dev.sallyport.target.command.Argument;
import dev.sallyport.target.command.ArgumentList;
import dev.sallyport.target.command.CommandConfig.Bounds;
import dev.sallyport.target.command.CommandConfig.OptionGuard;
import dev.sallyport.target.command.OptionProof;
import dev.sallyport.target.command.Placeholders;
import dev.sallyport.target.command.ShellWords;
import dev.sallyport.target.command.Step;
import dev.sallyport.target.command.Surroundings;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Holds the parts of a command target against each other: every placeholder stands for
/// something, no value can become an option or code, every program can be found, a plan is tied
/// to something.
final class CommandChecks {
  private final Section target;
  private final Map<Step, ArgumentList> steps;
  private final boolean hasPlanFile;

  CommandChecks(Section target, Map<Step, ArgumentList> steps, boolean hasPlanFile) {
    this.target = target;
    this.steps = steps;
    this.hasPlanFile = hasPlanFile;
  }

  void check(
      ObjectNode parameters,
      ObjectNode readParameters,
      Surroundings environment,
      Bounds bounds,
      OptionGuard guard) {
    steps.forEach(
        (step, list) -> {
          boolean reads = step == Step.LIST || step == Step.READ;
          ObjectNode schema = reads ? readParameters : parameters;
          placeholders(step, list, schema);
          code(step, list);
          if (guard == OptionGuard.PROVE) {
            options(step, list, schema);
          }
          program(step, list, environment);
        });
    planFile();
    together(Step.PLAN_ROLLBACK, Step.ROLLBACK);
    together(Step.ROLLBACK, Step.PLAN_ROLLBACK);
    if (!hasPlanFile && !target.has("planFile") && !target.has(Step.FINGERPRINT.setting())) {
      target.mistake(
          "needs planFile, fingerprint or both, so that a plan which no longer fits is noticed");
    }
    planning(bounds);
  }

  private void placeholders(Step step, ArgumentList list, ObjectNode schema) {
    for (String name : list.names()) {
      Placeholders.mistake(name, step, hasPlanFile, schema)
          .ifPresent(
              why -> target.mistake(step.setting(), "has {%s}, which %s".formatted(name, why)));
    }
    schema
        .path("properties")
        .propertyNames()
        .forEach(
            name -> {
              if (Placeholders.isOwn(name) && step == Step.PLAN) {
                target.mistake(
                    "parameters",
                    "has the property %s, a name that means something else in argument lists"
                        .formatted(name));
              }
            });
  }

  private void code(Step step, ArgumentList list) {
    for (String name : ShellWords.inCode(list, Placeholders.own())) {
      target.mistake(
          step.setting(),
          "has {%s} in what a shell or interpreter reads as code; hand it over as an argument of its own"
              .formatted(name));
    }
  }

  private void options(Step step, ArgumentList list, ObjectNode schema) {
    for (int at : list.open()) {
      Argument argument = list.arguments().get(at);
      String name = argument.names().getFirst();
      if (!Placeholders.isOwn(name)
          && !OptionProof.neverBeginsWithHyphen(schema.path("properties").path(name))) {
        target.mistake(
            step.setting(),
            "has {%s} where it could become an option: put -- before it, or give it a pattern that begins with ^ and what it may begin with"
                .formatted(name));
      }
    }
  }

  /// Without a PATH of its own a program has to be named by its path: the gate's is not
  /// inherited.
  private void program(Step step, ArgumentList list, Surroundings environment) {
    boolean isFound =
        list.program().indexOf('/') >= 0
            || environment.variables().get("PATH") instanceof Surroundings.Value.Plain;
    if (!isFound) {
      target.mistake(
          step.setting(),
          "must begin with the program's path, or environment must have a PATH to find it on");
    }
  }

  private void planFile() {
    if (!hasPlanFile) {
      return;
    }
    for (Step step : new Step[] {Step.PLAN, Step.PLAN_ROLLBACK}) {
      ArgumentList list = steps.get(step);
      if (list != null && !list.names().contains(Placeholders.PLAN_FILE)) {
        target.mistake(step.setting(), "must have {planFile}, since planFile is set");
      }
    }
  }

  private void together(Step one, Step other) {
    if (target.has(one.setting()) && !target.has(other.setting())) {
      target.mistake(one.setting(), "needs %s beside it".formatted(other.setting()));
    }
  }

  private void planning(Bounds bounds) {
    Duration longest =
        bounds
            .timeout(Step.PLAN)
            .plus(steps.containsKey(Step.SHOW) ? bounds.timeout(Step.SHOW) : Duration.ZERO)
            .plus(
                steps.containsKey(Step.FINGERPRINT)
                    ? bounds.timeout(Step.FINGERPRINT)
                    : Duration.ZERO);
    if (longest.compareTo(Bounds.LONGEST_PLANNING) > 0) {
      target.mistake(
          "timeout",
          "must leave plan, show and fingerprint %s together at most"
              .formatted(Quantities.show(Bounds.LONGEST_PLANNING)));
    }
  }
}
