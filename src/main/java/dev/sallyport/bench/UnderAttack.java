package dev.sallyport.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What callers with good requests saw, without and under attack, in turn.
///
/// @param seconds how long the attacks went on
record UnderAttack(Latencies without, Latencies under, double seconds) {
  /// How many callers make changes, each on a target of its own.
  static final int LEGITIMATE = 4;

  /// Changes a second of theirs: a load that the gate does not notice by itself, and few enough for
  /// the limit of their address.
  static final double RATE = 4;

  private static final int ROUNDS = 2;
  private static final int WARM_UP_PART = 4;

  static UnderAttack measure(
      String word,
      int concurrent,
      Duration howLong,
      Cycles cycles,
      Attackers attackers,
      BenchRun.Going run)
      throws Exception {
    Latencies unseen = new Latencies();
    run.progress().begins(word + ": warming up");
    attacked(warmUp(howLong), concurrent, cycles, unseen, attackers, run);
    attackers.begins();
    Latencies without = new Latencies();
    Latencies under = new Latencies();
    double seconds = 0;
    Duration part = howLong.dividedBy(ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      run.progress().begins("%s: without attack, %d of %d".formatted(word, round, ROUNDS));
      run.callers(LEGITIMATE)
          .atRate(
              part,
              RATE,
              (caller, planned) -> cycles.one(caller, planned, without),
              waited -> Cycles.neverBegan(waited, without));
      run.progress().begins("%s: under attack, %d of %d".formatted(word, round, ROUNDS));
      seconds += attacked(part, concurrent, cycles, under, attackers, run);
    }
    return new UnderAttack(without, under, seconds);
  }

  static Duration warmUp(Duration howLong) {
    return howLong.dividedBy(WARM_UP_PART);
  }

  /// @return for how many seconds
  private static double attacked(
      Duration howLong,
      int concurrent,
      Cycles cycles,
      Latencies seen,
      Attackers attackers,
      BenchRun.Going run)
      throws Exception {
    try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
      Callers many = new Callers(concurrent, run.ambient().nanos(), null);
      Future<Callers.Done> attack =
          beside.submit(() -> many.asFastAsPossible(howLong, (_, began) -> attackers.one(began)));
      run.callers(LEGITIMATE)
          .atRate(
              howLong,
              RATE,
              (caller, planned) -> cycles.one(caller, planned, seen),
              waited -> Cycles.neverBegan(waited, seen));
      return attack.get().seconds();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    }
  }

  /// What good requests were refused with, which nothing should be.
  SortedMap<String, Long> errors() {
    SortedMap<String, Long> all = new TreeMap<>(without.errors());
    under.errors().forEach((slug, count) -> all.merge(slug, count, Long::sum));
    return all;
  }

  List<Table> tables(String word) {
    List<Table.Row> times = new ArrayList<>();
    List<Table.Row> ratios = new ArrayList<>();
    for (String step : Cycles.TIMED) {
      Table.Row before = without.row(step + ", without attack", step);
      Table.Row attacked = under.row(step + ", under attack", step);
      times.add(before);
      times.add(attacked);
      double p99 = before.values().get(Latencies.P99_COLUMN);
      double ratio = attacked.values().get(Latencies.P99_COLUMN) / p99;
      ratios.add(Table.Row.of(step, ratio));
    }
    List<Table.Row> refused = new ArrayList<>();
    errors().forEach((slug, count) -> refused.add(Table.Row.of(slug, count)));
    if (refused.isEmpty()) {
      refused.add(Table.Row.of("none", 0));
    }
    return List.of(
        new Table(
            "%s: the legitimate callers, %.0f changes/s".formatted(word, RATE),
            Latencies.COLUMNS,
            Latencies.P99_COLUMN,
            times),
        new Table(
            word + ": the legitimate callers' p99 under attack, times that without",
            List.of("times"),
            0,
            ratios),
        new Table(word + ": the legitimate callers' refusals", List.of("count"), 0, refused));
  }
}
