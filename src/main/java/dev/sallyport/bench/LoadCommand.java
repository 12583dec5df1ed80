package dev.sallyport.bench;

import dev.sallyport.bench.BenchGate.BenchFolder;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      "First as fast as the callers can, then at a fixed rate, where a change that begins late counts",
      "its wait too. Starts a gate of its own with raised limits: with targets that do nothing, with",
      "command targets that start /bin/echo, and with sites. Or asks the gate at --url, with the key",
      "in SALLYPORT_KEY."
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
      for each step, so those are in its times.""";

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

  @Option(names = "--url", description = "A running gate, instead of one of its own.")
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
    Duration howLong = BenchOptions.duration(duration);
    BenchOptions.range("--concurrent", concurrent, MOST_CALLERS);
    List<LoadTargets> kinds =
        targets == null ? List.of(LoadTargets.values()) : List.of(LoadTargets.of(targets));
    if (!LAST_STEPS.contains(until)) {
      throw new StartException("--until must be apply or deploy, not %s.".formatted(until));
    }
    BenchRun.Going run = bench.begin();
    if (url == null) {
      for (LoadTargets kind : kinds) {
        try (BenchFolder folder = BenchFolder.make();
            BenchGate gate =
                BenchGate.start(
                    folder, kind.configuration(folder, concurrent), run.ambient(), kind::open)) {
          run.progress().begins(kind.title() + ": keys");
          measure(kind.title(), kind.cycles(gate, concurrent, run.ambient()), howLong, run);
        }
      }
    } else {
      measure(url.toString(), remote(url, run.ambient()), howLong, run);
    }
    run.publish("load", line(), NOTE);
    return 0;
  }

  private Cycles remote(URI gate, Ambient ambient) throws StartException {
    String key = System.getenv("SALLYPORT_KEY");
    if (target == null || key == null) {
      throw new StartException(
          "With --url also give --target NAME, and a requester's key in SALLYPORT_KEY.");
    }
    return LoadTargets.remote(gate, key, target, concurrent, ambient);
  }

  private void measure(String title, Cycles changes, Duration howLong, BenchRun.Going run)
      throws Exception {
    Cycles cycles = changes.until(until);
    try {
      Callers callers = run.callers(concurrent);
      cycles.attempt(0, run.ambient().nanos().getAsLong(), new Latencies());
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
          callers.atRate(howLong, aim, (caller, at) -> cycles.one(caller, at, seen));
      run.addAll(tables(title, reached, full, seen, seen.count(Cycles.WHOLE) / paced.seconds()));
    } finally {
      cycles.close();
    }
  }

  private List<Table> tables(
      String title, double reached, Latencies full, Latencies seen, double paced) {
    List<Table> tables = new ArrayList<>();
    tables.add(
        new Table(
            title + ": whole changes a second, " + concurrent + " callers",
            List.of("changes/s"),
            0,
            List.of(
                Table.Row.of("as fast as possible", reached),
                Table.Row.of("at the fixed rate", paced))));
    tables.add(
        new Table(
            title + ": latency at the fixed rate",
            Latencies.COLUMNS,
            Latencies.P99_COLUMN,
            Cycles.TIMED.stream()
                .filter(step -> seen.count(step) > 0)
                .map(step -> seen.row(step, step))
                .toList()));
    List<Table.Row> errors = new ArrayList<>();
    for (var part : List.of(Map.entry("full speed", full), Map.entry("fixed rate", seen))) {
      part.getValue()
          .errors()
          .forEach((slug, count) -> errors.add(Table.Row.of(part.getKey() + ", " + slug, count)));
    }
    if (errors.isEmpty()) {
      errors.add(Table.Row.of("none", 0));
    }
    tables.add(new Table(title + ": errors by slug", List.of("count"), 0, errors));
    return tables;
  }

  private String line() {
    return "./sallyport bench load --concurrent %d --duration %s --until %s%s%s%s%s"
        .formatted(
            concurrent,
            duration,
            until,
            targets == null ? "" : " --targets " + targets,
            rate == null ? "" : " --rate " + Table.shown(rate),
            url == null ? "" : " --url " + url,
            target == null ? "" : " --target " + target);
  }
}
