package dev.sallyport.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// Times consumes of one table's tokens: with the bare driver, and through the store.
///
/// @param cached consumes as a gate does
/// @param uncached prepares every statement anew
record ConsumeTable(
    Engine engine,
    TokenTable tokens,
    Engine.Consumer cached,
    Engine.Consumer uncached,
    int concurrent,
    Duration howLong,
    BenchRun.Going run) {
  static final int GROUP = 50;
  static final int ROUNDS = 3;

  private static final List<String> COLUMNS =
      List.of(
          "consumes/s",
          "times one each",
          "of %d each".formatted(GROUP),
          "p50 ms",
          "p99 ms",
          "p99.9 ms");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int PERCENTILES = 1;

  /// Of a server, as many as its own benchmark is usually run with.
  private static final int CONNECTIONS = 10;

  @FunctionalInterface
  private interface Way {
    Callers.Done run(Duration howLong, Latencies seen, String name) throws Exception;
  }

  /// What each way came to.
  ///
  /// @param group a second, by the driver and so many a transaction
  /// @param best a second, by many callers through the store
  /// @param exact whether exactly the tokens that were counted as consumed are used
  record Measured(Table table, double group, double best, boolean exact) {}

  Measured measure() throws Exception {
    Map<String, Way> ways = ways();
    List<String> names = List.copyOf(ways.keySet());
    Latencies seen = new Latencies();
    double[][] rates = new double[names.size()][ROUNDS];
    boolean exact = true;
    for (int round = -1; round < ROUNDS; round++) {
      for (int way = 0; way < names.size(); way++) {
        String name = names.get(way);
        run.progress()
            .begins(
                "%,d tokens: %s, %s"
                    .formatted(
                        tokens.size(), name, round < 0 ? "warming up" : "round " + (round + 1)));
        Latencies latencies = round < 0 ? new Latencies() : seen;
        Round done = round(Objects.requireNonNull(ways.get(name)), latencies, name);
        exact &= done.exact();
        if (round >= 0) {
          rates[way][round] = done.all().perSecond();
        }
      }
    }
    double[] medians = Arrays.stream(rates).mapToDouble(ConsumeTable::median).toArray();
    List<Table.Row> rows = new ArrayList<>();
    for (int way = 0; way < names.size(); way++) {
      List<Double> figures =
          new ArrayList<>(
              List.of(medians[way], medians[way] / medians[0], medians[way] / medians[1]));
      figures.addAll(
          seen.row(names.get(way), names.get(way)).values().subList(PERCENTILES, PERCENTILES + 3));
      rows.add(new Table.Row(names.get(way), figures));
    }
    String title =
        "%s, %,d tokens: the consume alone, median of %d rounds"
            .formatted(engine.name(), tokens.size(), ROUNDS);
    double best = medians[names.indexOf(throughTheStore())];
    return new Measured(new Table(title, COLUMNS, 0, rows), medians[1], best, exact);
  }

  private record Round(Callers.Done all, boolean exact) {}

  /// Consumes for its share of the time; where the tokens do not last, they are made unused again,
  /// as often as it takes, in time that does not count.
  private Round round(Way way, Latencies seen, String name) throws Exception {
    double wanted = (double) howLong.dividedBy(ROUNDS).toNanos() / SECOND;
    Callers.Done all = new Callers.Done(0, 0);
    boolean exact = true;
    while (all.seconds() < wanted) {
      Duration rest = Duration.ofNanos((long) ((wanted - all.seconds()) * SECOND) + 1);
      Callers.Done done = way.run(rest, seen, name);
      exact &= tokens.used() == done.pieces();
      tokens.restore();
      all = new Callers.Done(all.pieces() + done.pieces(), all.seconds() + done.seconds());
    }
    return new Round(all, exact);
  }

  private Map<String, Way> ways() {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("driver, one a transaction", raw(1, false));
    ways.put("driver, %d a transaction".formatted(GROUP), raw(GROUP, false));
    ways.put("driver, %d, prepared anew".formatted(GROUP), raw(GROUP, true));
    if (engine.serves()) {
      ways.put("driver, %d connections, one each".formatted(CONNECTIONS), sideBySide());
    }
    engine
        .pgbench()
        .ifPresent(
            pgbench ->
                ways.put("pgbench, %d clients, one each".formatted(Pgbench.CLIENTS), by(pgbench)));
    ways.put(throughTheStore(), through(cached));
    ways.put("store, prepared anew", through(uncached));
    return ways;
  }

  private String throughTheStore() {
    return "store, %d callers".formatted(concurrent);
  }

  private Way by(Pgbench pgbench) {
    return (_, seen, name) -> pgbench.run(run.ambient().clock(), tokens.size(), seen, name);
  }

  private Way raw(int group, boolean anew) {
    RawConsume raw = driver(group, anew);
    return (time, seen, name) -> raw.run(engine, time, tokens.size(), seen, name);
  }

  private RawConsume driver(int group, boolean anew) {
    return new RawConsume(
        group, anew, run.ambient().clock(), run.ambient().nanos(), run.progress());
  }

  private Way through(Engine.Consumer store) {
    return (time, seen, name) -> {
      AtomicLong next = new AtomicLong();
      return run.callers(concurrent)
          .asFastAsPossible(
              time,
              tokens.size(),
              (_, start) -> {
                if (!store.consume(TokenTable.hash(next.getAndIncrement()))) {
                  throw new IllegalStateException("a token that nobody has used was not consumed");
                }
                seen.took(name, run.ambient().nanos().getAsLong() - start);
              });
    };
  }

  private Way sideBySide() {
    return (time, seen, name) -> {
      AtomicLong next = new AtomicLong();
      List<RawConsume.Open> open = new ArrayList<>();
      RawConsume raw = driver(1, false);
      try {
        for (int i = 0; i < CONNECTIONS; i++) {
          open.add(raw.open(engine));
        }
        return run.callers(CONNECTIONS)
            .asFastAsPossible(
                time,
                tokens.size(),
                (caller, start) -> {
                  open.get(caller).consume(TokenTable.hash(next.getAndIncrement()));
                  open.get(caller).commit();
                  seen.took(name, run.ambient().nanos().getAsLong() - start);
                });
      } finally {
        for (RawConsume.Open one : open) {
          one.close();
        }
      }
    };
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
