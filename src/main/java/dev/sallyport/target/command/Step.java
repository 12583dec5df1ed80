package dev.sallyport.target.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One thing that a command target has its tool do; each has an argument list of its own.
public enum Step {
  PLAN("plan", Duration.ofMinutes(2), Limits.PLANNING),
  PLAN_ROLLBACK("planRollback", Duration.ofMinutes(2), Limits.PLANNING),
  /// Prints the plan that was saved; without it, what the plan command prints is the plan.
  SHOW("show", Duration.ofSeconds(30), Limits.PLANNING),
  /// Prints what identifies the target's present state.
  FINGERPRINT("fingerprint", Duration.ofSeconds(30), Limits.ASKING),
  APPLY("apply", Duration.ofMinutes(10), Limits.RUNNING),
  DEPLOY("deploy", Duration.ofMinutes(10), Limits.RUNNING),
  ROLLBACK("rollback", Duration.ofMinutes(10), Limits.RUNNING),
  /// Answers by its exit code whether an execution happened.
  PROBE("probe", Duration.ofSeconds(30), Limits.ASKING),
  LIST("list", Duration.ofSeconds(30), Limits.ASKING),
  READ("read", Duration.ofSeconds(30), Limits.ASKING);

  /// The longest that each kind of step may be given.
  private static final class Limits {
    /// All of planning has to end before a retry of its preview takes over, after five minutes.
    static final Duration PLANNING = Duration.ofMinutes(4);

    static final Duration ASKING = Duration.ofMinutes(2);
    static final Duration RUNNING = Duration.ofHours(24);
  }

  private final String setting;
  private final Duration timeout;
  private final Duration longest;

  Step(String setting, Duration timeout, Duration longest) {
    this.setting = setting;
    this.timeout = timeout;
    this.longest = longest;
  }

  /// The setting that holds its argument list.
  public String setting() {
    return setting;
  }

  /// How long it may take where nothing is set.
  public Duration timeout() {
    return timeout;
  }

  public Duration longest() {
    return longest;
  }

  /// Whether it changes the target.
  public boolean executes() {
    return this == APPLY || this == DEPLOY || this == ROLLBACK;
  }

  /// Whether it belongs to taking a change back, whose proposal has no parameters.
  boolean takesBack() {
    return this == PLAN_ROLLBACK || this == ROLLBACK;
  }

  static Optional<Step> of(String setting) {
    return Arrays.stream(values()).filter(step -> step.setting.equals(setting)).findFirst();
  }

  /// Every step, in the order in which a change comes by them.
  public static List<Step> all() {
    return List.of(values());
  }
}
