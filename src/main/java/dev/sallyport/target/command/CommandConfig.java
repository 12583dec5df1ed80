package dev.sallyport.target.command;

import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// Everything that a command target is told.
///
/// @param state the folder for what is kept of its changes, its owner's alone; made when absent
/// @param workingDirectory where the tool runs
/// @param parameters the JSON Schema of what a caller sends
/// @param readParameters the same for list and read
/// @param steps what is run for each step; a step without a list is not there
/// @param planFile the name of the file that the plan is saved in
/// @param exitCodes of the steps that have codes of their own
public record CommandConfig(
    TargetName name,
    Path state,
    Path workingDirectory,
    Surroundings environment,
    ObjectNode parameters,
    ObjectNode readParameters,
    Map<Step, ArgumentList> steps,
    Optional<String> planFile,
    Bounds bounds,
    Map<Step, ExitCodes> exitCodes,
    Patterns patterns,
    Risk risk) {
  /// A plain name, so that the file lies in the change's own folder.
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

  public CommandConfig {
    if (!state.isAbsolute() || !workingDirectory.isAbsolute()) {
      throw new IllegalArgumentException("a command target's folders are absolute paths");
    }
    parameters = parameters.deepCopy();
    readParameters = readParameters.deepCopy();
    steps = Collections.unmodifiableMap(new EnumMap<>(steps));
    exitCodes = Map.copyOf(exitCodes);
    if (!steps.containsKey(Step.PLAN) || !steps.containsKey(Step.APPLY)) {
      throw new IllegalArgumentException("a command target has plan and apply");
    }
    if (planFile.isPresent() && !isFileName(planFile.get())) {
      throw new IllegalArgumentException("planFile is a plain name, not " + planFile.get());
    }
  }

  public static boolean isFileName(String name) {
    return FILE_NAME.matcher(name).matches();
  }

  /// How much of everything.
  ///
  /// @param timeouts of the steps that do not have the usual one
  /// @param grace from asking a tool to end until it is made to
  /// @param outputLimit the most bytes of a plan, a list or a read; more is refused, never cut
  public record Bounds(Map<Step, Duration> timeouts, Duration grace, int outputLimit) {
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
    public static final Duration LONGEST_GRACE = Duration.ofMinutes(10);
    public static final int DEFAULT_OUTPUT = 1 << 20;
    public static final int MOST_OUTPUT = 8 << 20;

    /// A retry of a preview takes over after that long, so planning has to be done by then.
    public static final Duration LONGEST_PLANNING = Duration.ofMinutes(5);

    public static final Bounds USUAL = new Bounds(Map.of(), DEFAULT_GRACE, DEFAULT_OUTPUT);

    public Bounds {
      timeouts = Map.copyOf(timeouts);
    }

    public Duration timeout(Step step) {
      return timeouts.getOrDefault(step, step.timeout());
    }
  }

  /// What is looked for in a tool's lines.
  ///
  /// @param progress with a group for the per cent
  /// @param summary its first match is the plan's summary
  /// @param items with a group for how many things a plan touches
  /// @param deletions with a group for how many of them it removes
  public record Patterns(
      Optional<Pattern> progress,
      Optional<Pattern> summary,
      Optional<Pattern> items,
      Optional<Pattern> deletions) {
    public static final Patterns NONE =
        new Patterns(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// What the gate takes a plan to be where nothing better is known.
  ///
  /// @param safety of every plan
  /// @param reversibility of apply, deploy and rollback
  /// @param guard against values that begin with a hyphen
  public record Risk(
      SafetyLevel safety, Map<Step, Reversibility> reversibility, OptionGuard guard) {
    public static final SafetyLevel DEFAULT_SAFETY = SafetyLevel.MEDIUM;

    /// Nobody has said that it can be undone.
    public static final Reversibility DEFAULT_REVERSIBILITY = Reversibility.IRREVERSIBLE;

    public static final Risk USUAL = new Risk(DEFAULT_SAFETY, Map.of(), OptionGuard.REFUSE);

    public Risk {
      reversibility = Map.copyOf(reversibility);
    }

    Reversibility of(Step step) {
      return reversibility.getOrDefault(step, DEFAULT_REVERSIBILITY);
    }
  }

  /// What keeps a parameter from becoming an option where no `--` stands before it.
  public enum OptionGuard {
    /// A value that begins with a hyphen is refused when it is proposed.
    REFUSE,
    /// The same, and the target's schema has to rule such a value out to begin with.
    PROVE
  }

  public boolean has(Step step) {
    return steps.containsKey(step);
  }

  ArgumentList list(Step step) {
    ArgumentList list = steps.get(step);
    if (list == null) {
      throw new IllegalStateException(name + " has no " + step.setting());
    }
    return list;
  }

  ExitCodes.Meaning meaning(Step step, int code) {
    return exitCodes.getOrDefault(step, ExitCodes.USUAL).of(step, code);
  }

  /// Whether any of what is executed reads the plan file.
  boolean uses(Step step, String placeholder) {
    return has(step) && list(step).names().contains(placeholder);
  }
}
