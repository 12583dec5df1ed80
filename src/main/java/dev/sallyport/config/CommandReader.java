package dev.sallyport.config;

import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.command.ArgumentList;
import dev.sallyport.target.command.CommandConfig;
import dev.sallyport.target.command.CommandConfig.Bounds;
import dev.sallyport.target.command.CommandConfig.OptionGuard;
import dev.sallyport.target.command.CommandConfig.Patterns;
import dev.sallyport.target.command.CommandConfig.Risk;
import dev.sallyport.target.command.ExitCodes;
import dev.sallyport.target.command.ExitCodes.Meaning;
import dev.sallyport.target.command.Step;
import dev.sallyport.target.command.Surroundings;
import dev.sallyport.target.command.Surroundings.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// Reads a target of kind `command`. Whatever is wrong with one part is noted, and the rest is
/// read all the same; [CommandChecks] then holds the parts against each other.
final class CommandReader {
  private static final Range<Long> OUTPUTS = new Range<>(1024L, (long) Bounds.MOST_OUTPUT);
  private static final Range<Duration> GRACES =
      new Range<>(Duration.ofMillis(100), Bounds.LONGEST_GRACE);
  private static final Pattern CODE =
      Pattern.compile("0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5]");
  private static final Form<String> CODES = Form.matching("an exit code from 0 to 255", CODE);

  private final Section target;
  private final Places places;

  CommandReader(Section target, Places places) {
    this.target = target;
    this.places = places;
  }

  /// Empty where it is too mistaken to be made.
  Optional<CommandConfig> read(TargetName name) {
    Path workingDirectory = target.value("workingDirectory", Form.path(places), places.base());
    Surroundings environment = environment(target.section("environment"));
    ObjectNode parameters = Parameters.read(target, "parameters");
    ObjectNode readParameters = Parameters.read(target, "readParameters");
    Map<Step, ArgumentList> steps = steps();
    Optional<String> planFile =
        target.optional(
            "planFile", Form.text("the plain name of a file", CommandConfig::isFileName));
    Bounds bounds = bounds();
    Map<Step, ExitCodes> exitCodes = exitCodes(target.section("exitCodes"));
    Patterns patterns = patterns();
    Risk risk = risk();
    CommandChecks checks = new CommandChecks(target, steps, planFile.isPresent());
    checks.check(parameters, readParameters, environment, bounds, risk.guard());
    if (!steps.containsKey(Step.PLAN) || !steps.containsKey(Step.APPLY)) {
      return Optional.empty();
    }
    return Optional.of(
        new CommandConfig(
            name,
            places.data().resolve("targets").resolve(name.value()),
            workingDirectory,
            environment,
            parameters,
            readParameters,
            steps,
            planFile,
            bounds,
            exitCodes,
            patterns,
            risk));
  }

  private Map<Step, ArgumentList> steps() {
    Map<Step, ArgumentList> steps = new EnumMap<>(Step.class);
    for (Step step : Step.all()) {
      boolean needed = step == Step.PLAN || step == Step.APPLY;
      if (needed && !target.has(step.setting())) {
        target.mistake(
            step.setting(), "is missing; it must be a list of arguments, the program first");
      }
      Arguments.read(target, step.setting()).ifPresent(list -> steps.put(step, list));
    }
    return steps;
  }

  private Surroundings environment(Section section) {
    Map<String, Value> variables = new LinkedHashMap<>();
    if (section.keys().size() > Surroundings.MOST) {
      section.mistake("must have at most " + Surroundings.MOST + " variables");
      return new Surroundings(variables);
    }
    for (String name : section.keys()) {
      Optional<Value> value = variable(section, name);
      if (!Surroundings.isName(name)) {
        section.mistake(name, "must be named like a variable: letters, digits and _");
      } else if (Surroundings.isOwn(name)) {
        section.mistake(name, "is set by the gate itself; choose another name");
      } else {
        value.ifPresent(good -> variables.put(name, good));
      }
    }
    return new Surroundings(variables);
  }

  private Optional<Value> variable(Section section, String name) {
    if (section.isMapping(name)) {
      Section secret = section.section(name);
      Optional<Path> file = secret.required("file", Form.path(places));
      secret.finish();
      return file.map(Value.Secret::new);
    }
    return section
        .optional(
            name,
            Form.hidden(
                "text of at most " + Surroundings.LONGEST + " characters, or { file: PATH }",
                text -> text.length() <= Surroundings.LONGEST && text.indexOf('\0') < 0))
        .map(Value.Plain::new);
  }

  private Bounds bounds() {
    Section timeouts = target.section("timeout");
    Map<Step, Duration> times = new EnumMap<>(Step.class);
    for (Step step : Step.all()) {
      Range<Duration> range = new Range<>(Duration.ofMillis(100), step.longest());
      timeouts
          .optional(step.setting(), Form.duration(range))
          .ifPresent(time -> times.put(step, time));
    }
    timeouts.finish();
    Duration grace = target.value("grace", Form.duration(GRACES), Bounds.DEFAULT_GRACE);
    long output = target.value("outputLimit", Form.size(OUTPUTS), (long) Bounds.DEFAULT_OUTPUT);
    return new Bounds(times, grace, (int) output);
  }

  private static Map<Step, ExitCodes> exitCodes(Section section) {
    Map<Step, ExitCodes> all = new EnumMap<>(Step.class);
    for (Step step : Step.all()) {
      Map<Integer, Meaning> meanings = new LinkedHashMap<>();
      section
          .section(step.setting())
          .all(CODES, Form.choice(Meaning.class), ExitCodes.MOST + 1)
          .forEach((code, meaning) -> meanings.put(Integer.valueOf(code), meaning));
      if (!meanings.isEmpty()) {
        all.put(step, new ExitCodes(meanings));
      }
    }
    section.finish();
    return all;
  }

  private Patterns patterns() {
    Optional<Pattern> progress = target.optional("progress", Arguments.pattern(1));
    Optional<Pattern> summary = target.optional("summary", Arguments.pattern(0));
    Section counts = target.section("counts");
    Optional<Pattern> items = counts.optional("items", Arguments.pattern(1));
    Optional<Pattern> deletions = counts.optional("deletions", Arguments.pattern(1));
    counts.finish();
    return new Patterns(progress, summary, items, deletions);
  }

  private Risk risk() {
    Section section = target.section("reversibility");
    Map<Step, Reversibility> reversibility = new EnumMap<>(Step.class);
    for (Step step : List.of(Step.APPLY, Step.DEPLOY, Step.ROLLBACK)) {
      section
          .optional(step.setting(), Form.oneOf(PolicyReader.REVERSIBILITY))
          .ifPresent(value -> reversibility.put(step, value));
    }
    section.finish();
    SafetyLevel safety =
        target.value("safety", Form.choice(SafetyLevel.class), Risk.DEFAULT_SAFETY);
    OptionGuard guard = target.value("guard", Form.choice(OptionGuard.class), OptionGuard.REFUSE);
    return new Risk(safety, reversibility, guard);
  }
}
