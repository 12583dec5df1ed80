package dev.sallyport.bench;

import dev.sallyport.gate.Ambient;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whole changes from many callers at once.
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Measures whole changes: preview, apply, deploy.",
      "First as fast as the callers can, then at a fixed rate, where a change that begins late counts"
          + " its wait too. Starts a gate of its own with raised limits: with targets that do nothing,"
          + " with command targets that start /bin/echo, and with sites. Or asks the gate at --url,"
          + " with the key in SALLYPORT_KEY. The exit status is 1 where not one change came to its"
          + " end at the fixed rate; refusals are in the report."
    })
final class LoadCommand implements Callable<Integer> {
  /// The most callers, each with a connection, a key and a target of its own.
  static final int MOST_CALLERS = 200;

  /// Of what was reached at full speed, how much the fixed rate is: enough to wait, not to drown.
  private static final double SHARE = 0.7;

  /// How much of the duration goes to running at full speed, and before that to what is not
  /// counted.
  private static final int FULL_SPEED_PART = 3;

  private static final int WARM_UP_PART = 2;

  private static final List<String> LAST_STEPS = List.of("apply", "deploy");

  private static final String NOTE =
      """
      Times in milliseconds, after a warm-up that is not counted. Callers and gate share the machine
      unless --url names another. Targets that do nothing are the gate alone: HTTP, token, limits,
      record and durable writes. A command target starts a program, once for the fingerprint and once
      for each step, so those are in its times. Changes that never began within 10 s of the end have
      the wait until then in their preview's time and in the whole cycle's.""";

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many callers, 1 to 200 (default: 50).")
  private int concurrent;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long at the fixed rate, such as 60s or 5m (default: 60s).")
  private String duration = "60s";

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Changes a second (default: 70 %% of what was reached at full speed).")
  private @Nullable Double rate;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A running gate, instead of one of its own.")
  private @Nullable URI url;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "With --url: a site to change; each caller writes a file of its own there.")
  private @Nullable String target;

  @Option(
      names = "--targets",
      paramLabel = "KIND",
      description = "Only these of its own: no-op, command or site (default: each in turn).")
  private @Nullable String targets;

  @Option(
      names = "--until",
      paramLabel = "STEP",
      defaultValue = "deploy",
      description = "The last step of a change: apply or deploy (default: deploy).")
  private String until = "deploy";

  @Mixin private BenchRun bench = new BenchRun();

  @Override
  public Integer call() throws Exception {
    BenchOptions options = bench.options();
    Duration howLong = options.duration(duration);
    options.range("--concurrent", concurrent, MOST_CALLERS);
    if (rate != null) {
      options.rate(rate);
    }
    if (!LAST_STEPS.contains(until)) {
      throw options.wrong("--until must be apply or deploy, not %s.".formatted(until));
    }
    List<LoadTargets> kinds = kinds(options);
    try (BenchRun.Going run = bench.begin("load", line(), NOTE)) {
      boolean went = true;
      if (url == null) {
        for (LoadTargets kind : kinds) {
          went &= own(kind, howLong, run);
        }
      } else {
        went = measure(url.toString(), remote(url, options, run.ambient()), howLong, run);
      }
      run.publish();
      return went ? 0 : 1;
    }
  }

  /// Those of the bench's own gates; none with a gate that is not its own.
  private List<LoadTargets> kinds(BenchOptions options) {
    if (url != null) {
      if (targets != null) {
        throw options.wrong("--targets is for the bench's own gate; with --url name a --target.");
      }
      if (url.getUserInfo() != null) {
        throw options.wrong("--url takes no name and password; the key is in SALLYPORT_KEY.");
      }
      return List.of();
    }
    if (target != null) {
      throw options.wrong("--target is for a gate at --url; its own has --targets.");
    }
    if (targets == null) {
      return List.of(LoadTargets.values());
    }
    return List.of(
        LoadTargets.of(targets)
            .orElseThrow(
                () ->
                    options.wrong(
                        "--targets must be no-op, command or site, not %s.".formatted(targets))));
  }

  private Cycles remote(URI gate, BenchOptions options, Ambient ambient) {
    String key = Objects.requireNonNullElse(System.getenv("SALLYPORT_KEY"), "").strip();
    if (target == null || key.isEmpty()) {
      throw options.wrong(
          "With --url also give --target NAME, and a requester's key in SALLYPORT_KEY.");
    }
    try {
      return LoadTargets.remote(gate, key, target, concurrent, ambient);
    } catch (IllegalArgumentException e) {
      throw options.wrong("--url: %s.".formatted(e.getMessage()));
    }
  }

  private boolean own(LoadTargets kind, Duration howLong, BenchRun.Going run) throws Exception {
    try (BenchFolder folder = BenchFolder.make();
        BenchGate gate =
            BenchGate.start(
                folder, kind.configuration(folder, concurrent), run.ambient(), kind::open)) {
      run.progress().begins(kind.title() + ": keys");
      return measure(kind.title(), kind.cycles(gate, concurrent, run.ambient()), howLong, run);
    }
  }

  /// @return whether any change came to its end at the fixed rate
  private boolean measure(String title, Cycles changes, Duration howLong, BenchRun.Going run)
      throws Exception {
    Cycles cycles = changes.until(until);
    try {
      Callers callers = run.callers(concurrent);
      cycles.first();
      Latencies uncounted = new Latencies();
      run.progress().begins(title + ": warming up");
      callers.asFastAsPossible(
          howLong.dividedBy(WARM_UP_PART), (caller, at) -> cycles.one(caller, at, uncounted));
      Latencies full = new Latencies();
      run.progress().begins(title + ": as fast as possible");
      Callers.Done fast =
          callers.asFastAsPossible(
              howLong.dividedBy(FULL_SPEED_PART), (caller, at) -> cycles.one(caller, at, full));
      double reached = full.count(Cycles.WHOLE) / fast.seconds();
      double aim = rate != null ? rate : Math.max(SHARE * reached, 1);
      Latencies seen = new Latencies();
      run.progress().begins(title + ": at %s changes/s".formatted(Table.shown(aim)));
      Callers.Done paced =
          callers.atRate(
              howLong,
              aim,
              (caller, at) -> cycles.one(caller, at, seen),
              waited -> Cycles.neverBegan(waited, seen));
      long went = seen.count(Cycles.WHOLE) - seen.errors().getOrDefault(Cycles.NEVER_BEGUN, 0L);
      Table rates =
          new Table(
              title + ": whole changes a second, " + concurrent + " callers",
              List.of("changes/s"),
              0,
              List.of(
                  Table.Row.of("as fast as possible", reached),
                  Table.Row.of("the fixed rate", aim),
                  Table.Row.of("reached at the fixed rate", went / paced.seconds())));
      run.addAll(List.of(rates, latencies(title, seen), errors(title, full, seen)));
      return went > 0;
    } finally {
      cycles.close();
    }
  }

  private static Table latencies(String title, Latencies seen) {
    return new Table(
        title + ": latency at the fixed rate",
        Latencies.COLUMNS,
        Latencies.P99_COLUMN,
        Cycles.TIMED.stream()
            .filter(step -> seen.count(step) > 0)
            .map(step -> seen.row(step, step))
            .toList());
  }

  private static Table errors(String title, Latencies full, Latencies seen) {
    List<Table.Row> errors = new ArrayList<>();
    for (var part : List.of(Map.entry("full speed", full), Map.entry("fixed rate", seen))) {
      part.getValue()
          .errors()
          .forEach((slug, count) -> errors.add(Table.Row.of(part.getKey() + ", " + slug, count)));
    }
    if (errors.isEmpty()) {
      errors.add(Table.Row.of("none", 0));
    }
    return new Table(title + ": errors by slug", List.of("count"), 0, errors);
  }

  private String line() {
    return "./sallyport bench load --concurrent %d --duration %s --until %s%s%s%s%s"
        .formatted(
            concurrent,
            duration,
            until,
            targets == null ? "" : " --targets " + targets,
            rate == null ? "" : " --rate " + BigDecimal.valueOf(rate).toPlainString(),
            url == null ? "" : " --url " + BenchOptions.quoted(url.toString()),
            target == null ? "" : " --target " + BenchOptions.quoted(target));
  }
}
