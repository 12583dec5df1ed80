package dev.sallyport.benchmarks;

import dev.sallyport.benchmarks.Crowd.Done;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Ways that are measured in turn, several rounds each; what counts is each one's multiple of the
/// first of the same round.
public final class Rounds {
  private final int rounds;
  private final Map<String, List<Done>> seen = new LinkedHashMap<>();
  private final Map<String, Way> ways = new LinkedHashMap<>();

  /// Measures once.
  @FunctionalInterface
  public interface Way {
    /// @param turn a number that no other measurement of this way has
    Done measure(int turn) throws Exception;
  }

  public Rounds(int rounds) {
    this.rounds = rounds;
  }

  public Rounds way(String name, Way way) {
    ways.put(name, way);
    seen.put(name, new ArrayList<>());
    return this;
  }

  /// The first round warms up and is not counted.
  public void run() throws Exception {
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        System.err.printf("round %d of %d: %s%n", round, rounds, way.getKey());
        Done done = way.getValue().measure(round);
        if (round > 0) {
          seen.get(way.getKey()).add(done);
        }
      }
    }
    print();
  }

  private void print() {
    List<Done> first = seen.values().iterator().next();
    System.out.printf(
        "%-58s %10s %22s %8s %8s%n", "", "a second", "times the first", "p50 ms", "p99 ms");
    seen.forEach(
        (name, all) -> {
          List<Double> ratios = new ArrayList<>();
          for (int i = 0; i < all.size(); i++) {
            ratios.add(all.get(i).perSecond() / first.get(i).perSecond());
          }
          Collections.sort(ratios);
          System.out.printf(
              "%-58s %10.0f %8.2f (%.2f to %.2f) %8.2f %8.2f%n",
              name,
              median(all.stream().map(Done::perSecond).toList()),
              median(ratios),
              ratios.getFirst(),
              ratios.getLast(),
              median(all.stream().map(done -> done.millis(0.5)).toList()),
              median(all.stream().map(done -> done.millis(0.99)).toList()));
        });
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
