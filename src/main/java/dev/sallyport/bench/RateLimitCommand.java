package dev.sallyport.bench;

import dev.sallyport.gate.Ambient;
import dev.sallyport.limit.InMemoryWindows;
import dev.sallyport.store.Store;
import dev.sallyport.store.Windows.BlockAudit;
import dev.sallyport.window.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How fast limits decide, how exactly, and what a key takes.
@Command(
    name = "rate-limit",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the rate limiter: decisions a second, exactness, memory for each key.",
      "Decisions in memory and in the embedded store, both held against a count of every event. The"
          + " exit status is 1 where one was admitted or refused other than by that count."
    })
final class RateLimitCommand implements Callable<Integer> {
  static final int MOST_CALLERS = 1_000;
  static final int MOST_EVENTS = 10_000_000;

  /// Each decision in the store is a durable transaction of its own here, so fewer are held
  /// against the count.
  private static final int STORE_EVENTS_PART = 100;

  private static final int LIMIT = 10;
  private static final Duration SPAN = Duration.ofSeconds(1);
  private static final BlockAudit NO_BLOCK =
      _ -> {
        throw new IllegalStateException("windows without blocks start none");
      };

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many callers ask the store at once, 1 to 1000 (default: 50).")
  private int concurrent;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long each row is measured (default: 10s).")
  private String duration = "10s";

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description =
          "Events held against the count in memory, 1 to 10000000; a hundredth in the store"
              + " (default: 200000).")
  private int events;

  @Mixin private BenchRun bench = new BenchRun();

  @Override
  public Integer call() throws Exception {
    BenchOptions options = bench.options();
    Duration howLong = options.duration(duration);
    options.range("--concurrent", concurrent, MOST_CALLERS);
    options.range("--events", events, MOST_EVENTS);
    try (BenchRun.Going run = bench.begin("rate-limit", line(), note())) {
      return measure(howLong, run) ? 0 : 1;
    }
  }

  private boolean measure(Duration howLong, BenchRun.Going run) throws Exception {
    Ambient ambient = run.ambient();
    run.progress().begins("in memory");
    MemoryWindows memory = new MemoryWindows(ambient.clock(), ambient.nanos());
    run.add(memory.table(howLong, run.progress()));
    run.progress().begins("in the store");
    run.add(inStore(howLong, run));
    Table exactness = exactness(run);
    run.add(exactness);
    run.add(
        new Table(
            "Memory of a key with a full window of " + LIMIT,
            List.of("bytes"),
            0,
            List.of(Table.Row.of("memory", memory.bytesAKey()))));
    run.publish();
    return exactness.rows().stream().allMatch(RateLimitCommand::isExact);
  }

  private Table inStore(Duration howLong, BenchRun.Going run) throws Exception {
    Ambient ambient = run.ambient();
    List<Table.Row> rows = new ArrayList<>();
    try (BenchFolder folder = BenchFolder.make();
        Store store = folder.store(ambient)) {
      Callers callers = run.callers(concurrent);
      for (int keys : new int[] {MemoryWindows.KEYS, 1}) {
        AtomicLong next = new AtomicLong();
        Latencies seen = new Latencies();
        Callers.Done done =
            callers.asFastAsPossible(
                howLong,
                (_, start) -> {
                  String subject = "key-" + next.getAndIncrement() % keys;
                  store.windows().decide(List.of(Accuracy.window(subject, LIMIT, SPAN)), NO_BLOCK);
                  seen.took("decide", ambient.nanos().getAsLong() - start);
                });
        String name = keys == 1 ? "SQLite, one hot key" : "SQLite, 10,000 keys";
        List<Double> figures = new ArrayList<>(List.of(done.perSecond()));
        figures.addAll(seen.row(name, "decide").values());
        rows.add(new Table.Row(name, figures));
      }
    }
    List<String> columns = new ArrayList<>(List.of("decisions/s"));
    columns.addAll(Latencies.COLUMNS);
    return new Table(
        "Durable decisions in the store, " + concurrent + " callers", columns, 0, rows);
  }

  private Table exactness(BenchRun.Going run) throws Exception {
    Ambient ambient = run.ambient();
    List<Table.Row> rows = new ArrayList<>();
    AtomicLong time = new AtomicLong(ambient.clock().millis());
    InstantSource clock = () -> Instant.ofEpochMilli(time.get());
    InMemoryWindows memory = new InMemoryWindows(clock, MemoryWindows.KEYS, 1L << 20);
    run.progress().begins("exactness in memory");
    rows.add(Accuracy.of("memory", events, time, memory::decide, run.progress()));
    Ambient set = new Ambient(clock, ambient.nanos(), ambient.random());
    try (BenchFolder folder = BenchFolder.make();
        Store store = folder.store(set)) {
      int few = Math.max(1, events / STORE_EVENTS_PART);
      run.progress().begins("exactness in the store");
      rows.add(
          Accuracy.of(
              "SQLite",
              few,
              time,
              (List<Window> asked) -> store.windows().decide(asked, NO_BLOCK),
              run.progress()));
    }
    return new Table(
        "Exactness over a bursty trace", List.of("events", "admitted", "over", "under"), 1, rows);
  }

  private static boolean isExact(Table.Row row) {
    return row.values().get(2) == 0 && row.values().get(3) == 0;
  }

  private static String note() {
    return "over: admitted though the window was full. under: refused though it had room.";
  }

  private String line() {
    return "./sallyport bench rate-limit --concurrent %d --duration %s --events %d"
        .formatted(concurrent, duration, events);
  }
}
