package dev.sallyport.bench;

import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import dev.sallyport.store.sql.CacheLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the store does a second, held against its engine.
@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the store: consumes, claims, executions and audit records a second.",
      "Consumes stand beside the bare driver in the same database, with and without the cache of"
          + " prepared statements, on small and large token tables. Every write is durable. The exit"
          + " status is 1 where a token was consumed other than once."
    })
final class DbCommand implements Callable<Integer> {
  static final int MOST_CALLERS = 1_000;
  static final int MOST_TOKENS = 10_000_000;

  private static final int WARM_UP_PART = 3;
  private static final List<String> STEP_COLUMNS = columns();

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many callers ask the store at once, 1 to 1000 (default: 50).")
  private int concurrent;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "3s",
      description = "How long each row is measured (default: 3s).")
  private String duration = "3s";

  @Option(
      names = "--tokens",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,1000000",
      description = "Sizes of token tables, up to 10000000 each (default: 10000,1000000).")
  private List<Integer> tokens = List.of();

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "An empty database, postgresql://user@host/name, which is filled and left so; its password"
              + " is in SALLYPORT_STORE_PASSWORD (default: the embedded store, in a folder that goes"
              + " again).")
  private @Nullable String url;

  @Mixin private BenchRun bench = new BenchRun();

  @Override
  public Integer call() throws Exception {
    BenchOptions options = bench.options();
    Duration howLong = options.duration(duration);
    options.range("--concurrent", concurrent, MOST_CALLERS);
    for (int size : tokens) {
      options.range("--tokens", size, MOST_TOKENS);
    }
    try (BenchRun.Going run = bench.begin("db", line(), NOTE)) {
      boolean exact = measure(howLong, run);
      run.publish();
      return exact ? 0 : 1;
    }
  }

  private boolean measure(Duration howLong, BenchRun.Going run) throws Exception {
    try (BenchFolder folder = BenchFolder.make()) {
      Engine engine =
          url == null
              ? new SqliteEngine(folder, run.ambient())
              : PostgresEngine.at(
                  url, System.getenv().getOrDefault(PostgresEngine.PASSWORD, ""), run.ambient());
      boolean exact = consumes(engine, howLong, run);
      steps(engine, howLong, run);
      return exact;
    } catch (SQLException e) {
      throw new StartException("The database failed as it was measured: " + e.getMessage(), e);
    }
  }

  private boolean consumes(Engine engine, Duration howLong, BenchRun.Going run) throws Exception {
    List<Table.Row> growth = new ArrayList<>();
    boolean exact = true;
    ConsumeTable.@Nullable Measured first = null;
    TokenTable table;
    try (Store store = engine.open(CacheLimits.DEFAULT, new SimpleMeterRegistry())) {
      table = TokenTable.in(engine, store, new StoreValues(run.ambient()));
    }
    try (Engine.Consumer cached = engine.consumer(CacheLimits.DEFAULT);
        Engine.Consumer uncached = engine.consumer(Engine.NO_CACHE)) {
      for (int size : tokens.stream().sorted().distinct().toList()) {
        run.progress().begins("%,d tokens: filling the table".formatted(size));
        table.growTo(size, run.ambient().clock().instant(), run.progress());
        ConsumeTable.Measured measured =
            new ConsumeTable(engine, table, cached, uncached, concurrent, howLong, run).measure();
        run.add(measured.table());
        exact &= measured.exact();
        first = first == null ? measured : first;
        growth.add(
            Table.Row.of(
                "%,d tokens".formatted(size),
                measured.group(),
                first.group() / measured.group(),
                measured.best(),
                first.best() / measured.best()));
      }
    }
    run.add(
        new Table(
            "Consumes a second as the table grows, and the time as a multiple of the smallest's",
            List.of("driver/s", "driver time", "callers/s", "callers time"),
            2,
            growth));
    return exact;
  }

  private void steps(Engine engine, Duration howLong, BenchRun.Going run) throws Exception {
    List<Table.Row> rows = new ArrayList<>();
    List<Table.Row> statements = new ArrayList<>();
    try (Store store = engine.open(CacheLimits.DEFAULT, new SimpleMeterRegistry())) {
      steps(store, "warm", run).rows(", warming up", howLong.dividedBy(WARM_UP_PART));
    }
    for (CacheLimits limits : List.of(CacheLimits.DEFAULT, Engine.NO_CACHE)) {
      boolean cache = !limits.equals(Engine.NO_CACHE);
      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      try (Store store = engine.open(limits, meters)) {
        rows.addAll(
            steps(store, cache ? "cached" : "anew", run)
                .rows(cache ? "" : ", prepared anew", howLong));
      }
      statements.add(statements(cache ? "with the cache" : "without", meters));
    }
    run.add(
        new Table(
            "%s: units of work a second, %d callers".formatted(engine.name(), concurrent),
            STEP_COLUMNS,
            0,
            rows));
    run.add(
        new Table(
            "Statements of these units", List.of("run", "prepared", "prepared %"), 2, statements));
  }

  private StoreSteps steps(Store store, String word, BenchRun.Going run) {
    return new StoreSteps(store, new StoreValues(run.ambient()), word, concurrent, run);
  }

  private static Table.Row statements(String name, SimpleMeterRegistry meters) {
    double hits = meters.counter("sallyport.store.statements.hits").count();
    double prepared = meters.counter("sallyport.store.statements.prepares").count();
    double all = hits + meters.counter("sallyport.store.statements.misses").count();
    return Table.Row.of(name, all, prepared, 100 * prepared / all);
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("units/s"));
    columns.addAll(Latencies.COLUMNS);
    return columns;
  }

  private static final String NOTE =
      """
      Each row's rounds come in turn with the others'. "times one each" and "of 50 each" compare with
      the driver's first two rows. The driver works on one thread; its times are of whole transactions.
      Beside the store on a server stands pgbench, the server's own benchmark, where it is on the path.
      A gate's consume is never alone: "consume and begin" also claims the key, moves the change, takes
      the lease and writes the execution and two audit records, all in one transaction.""";

  private String line() {
    return "./sallyport bench db --concurrent %d --duration %s --tokens %s%s"
        .formatted(
            concurrent,
            duration,
            tokens.stream().map(String::valueOf).collect(Collectors.joining(",")),
            url == null ? "" : " --store postgresql://...");
  }
}
