package dev.sallyport.target.command;

import dev.sallyport.problem.FieldError;
import dev.sallyport.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Puts together what is run for a step: the program's file, the arguments with their values,
/// the environment, and what of all that nobody may read.
final class Calls {
  private static final ProcessHandle THIS = ProcessHandle.current();

  /// Counts for all targets, because what bears one mark ends together.
  private static final AtomicLong RUNS = new AtomicLong();

  private final CommandConfig config;
  private final Inputs inputs;
  private final Values values;
  private final Values readValues;

  Calls(CommandConfig config, Inputs inputs) {
    this.config = config;
    this.inputs = inputs;
    this.values = new Values(config.parameters(), Values.ofThisMachine());
    this.readValues = new Values(config.readParameters(), Values.ofThisMachine());
  }

  /// What a step is run for.
  ///
  /// @param asked the step that it is about: another one for a probe
  /// @param folder where the change's plan is kept
  /// @param fence of the lease, where something is executed
  /// @param traceparent empty where there is none
  record About(
      Step asked,
      String change,
      String execution,
      ObjectNode parameters,
      Optional<KeptChange> folder,
      OptionalLong fence,
      String traceparent) {
    /// Nobody's change: the target as it is.
    static About noChange(Step step, ObjectNode parameters) {
      return new About(
          step, "", "", parameters, Optional.empty(), OptionalLong.empty(), traceparentHere());
    }

    /// The same for another step.
    About asked(Step step) {
      return new About(step, change, execution, parameters, folder, fence, traceparent);
    }

    static ObjectNode noParameters() {
      return JsonNodeFactory.instance.objectNode();
    }

    static String traceparentHere() {
      return Trace.current().map(scope -> scope.trace().traceparent()).orElse("");
    }
  }

  sealed interface Prepared {
    record Ready(Tool.Call call, Mask mask) implements Prepared {}

    /// Something that the configuration names is not there.
    record Missing(String detail) implements Prepared {}

    record Refused(List<FieldError> errors) implements Prepared {}
  }

  Prepared prepare(Step step, About about) {
    ArgumentList list = config.list(step);
    Map<String, String> own = own(about);
    Values renderer = step == Step.LIST || step == Step.READ ? readValues : values;
    List<String> arguments;
    switch (renderer.render(list, own, about.parameters())) {
      case Values.Rendered.Refused(var errors) -> {
        return new Prepared.Refused(errors);
      }
      case Values.Rendered.Arguments(var rendered) -> arguments = new ArrayList<>(rendered);
    }
    try {
      arguments.set(0, inputs.program(list.program()).toString());
      Inputs.Given given = inputs.given();
      Map<String, String> environment = new LinkedHashMap<>(given.variables());
      environment.putAll(added(about, own));
      return new Prepared.Ready(
          new Tool.Call(
              arguments,
              environment,
              mark(step, about),
              config.workingDirectory(),
              config.bounds().timeout(step),
              config.bounds().grace()),
          new Mask(given.secrets(), hidden(about)));
    } catch (Inputs.MissingException e) {
      return new Prepared.Missing(e.what());
    }
  }

  private Map<String, String> own(About about) {
    Map<String, String> own = new HashMap<>();
    own.put(Placeholders.TARGET, config.name().value());
    own.put(Placeholders.STEP, about.asked().setting());
    own.put(Placeholders.CHANGE, about.change());
    own.put(Placeholders.EXECUTION, about.execution());
    planFile(about).ifPresent(file -> own.put(Placeholders.PLAN_FILE, file.toString()));
    about.fence().ifPresent(fence -> own.put(Placeholders.FENCE, Long.toString(fence)));
    return own;
  }

  private Optional<Path> planFile(About about) {
    return about.folder().flatMap(folder -> config.planFile().map(folder::planFile));
  }

  /// The variables that every tool gets, as far as there is something to say.
  private static Map<String, String> added(About about, Map<String, String> own) {
    Map<String, String> added = new LinkedHashMap<>();
    added.put("SALLYPORT_TARGET", own.getOrDefault(Placeholders.TARGET, ""));
    added.put("SALLYPORT_STEP", about.asked().setting());
    added.put("SALLYPORT_CHANGE", about.change());
    added.put("SALLYPORT_EXECUTION", about.execution());
    added.put("SALLYPORT_PLAN_FILE", own.getOrDefault(Placeholders.PLAN_FILE, ""));
    added.put("SALLYPORT_FENCE", own.getOrDefault(Placeholders.FENCE, ""));
    added.put("TRACEPARENT", about.traceparent());
    added.put("SALLYPORT_TRACE", traceId(about.traceparent()));
    added.values().removeIf(String::isEmpty);
    return added;
  }

  private static String traceId(String traceparent) {
    String[] fields = traceparent.split("-", -1);
    return fields.length > 1 ? fields[1] : "";
  }

  /// Everything of one execution bears one mark, so that a later gate finds what is left of it.
  private String mark(Step step, About about) {
    return step.executes()
        ? about.execution()
        : "%s.%d.%d".formatted(step.setting(), THIS.pid(), RUNS.incrementAndGet());
  }

  /// The gate's own folders, which people need not see.
  private Map<String, String> hidden(About about) {
    Map<String, String> hidden = new LinkedHashMap<>();
    planFile(about).ifPresent(file -> hidden.put(file.toString(), "{planFile}"));
    about.folder().ifPresent(folder -> hidden.put(folder.planFolder().toString(), "{plan}"));
    return hidden;
  }
}
