package dev.sallyport.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Measures the methods of a JMH class in turn, a fresh machine each, several rounds; what counts
/// is each one's multiple of the first in the same round. JMH itself does one method after the
/// other, so that a neighbour's work falls on one of them alone.
///
/// Arguments: the class, then its methods, the yardstick first; before them `-p name=value`.
public final class InTurn {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int WARMUPS = Integer.getInteger("warmups", 12);
  private static final int ITERATIONS = Integer.getInteger("iterations", 5);
  private static final TimeValue EACH = TimeValue.milliseconds(Integer.getInteger("millis", 500));

  /// Compiled before it goes on, so that a busy machine does not measure the interpreter, and with
  /// all of its heap touched before, as a gate's is once it has served for a while: the kernel hands
  /// out each page of memory at its first touch, which takes as long as several of these methods.
  private static final String[] IN_A_FORK = {
    "-Xbatch",
    "-Xms256m",
    "-Xmx256m",
    "-XX:+AlwaysPreTouch",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow"
  };

  /// Bytes that one call allocates.
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private InTurn() {}

  private record Score(double nanos, double bytes) {}

  public static void main(String[] arguments) throws RunnerException {
    List<String> names = new ArrayList<>();
    OptionsBuilder options = new OptionsBuilder();
    for (int i = 0; i < arguments.length; i++) {
      if ("-p".equals(arguments[i])) {
        String[] parameter = arguments[++i].split("=", 2);
        options.param(parameter[0], parameter[1]);
      } else {
        names.add(arguments[i]);
      }
    }
    measure(options, names.getFirst(), names.subList(1, names.size()));
  }

  private static void measure(OptionsBuilder common, String type, List<String> methods)
      throws RunnerException {
    Map<String, List<Score>> seen = new LinkedHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (String method : methods) {
        System.err.printf("round %d of %d: %s%n", round, ROUNDS, method);
        seen.computeIfAbsent(method, _ -> new ArrayList<>()).add(once(common, type, method));
      }
    }
    print(seen);
  }

  private static Score once(OptionsBuilder common, String type, String method)
      throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(common.build())
                    .include("\\." + type + "\\." + method + "$")
                    .forks(1)
                    .warmupIterations(WARMUPS)
                    .warmupTime(EACH)
                    .measurementIterations(ITERATIONS)
                    .measurementTime(EACH)
                    .addProfiler(GCProfiler.class)
                    .addProfiler(ProcessorTime.class)
                    .jvmArgsAppend(IN_A_FORK)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    if (results.size() != 1) {
      throw new IllegalArgumentException(
          "%s.%s is %d benchmarks, not one; give its parameters by -p"
              .formatted(type, method, results.size()));
    }
    RunResult result = results.iterator().next();
    Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
    double[] iterations =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .mapToDouble(iteration -> nanos(iteration))
            .toArray();
    return new Score(median(iterations), bytes == null ? Double.NaN : bytes.getScore());
  }

  private static double nanos(IterationResult iteration) {
    return Objects.requireNonNull(iteration.getSecondaryResults().get(ProcessorTime.NAME))
        .getScore();
  }

  private static void print(Map<String, List<Score>> seen) {
    List<Score> first = seen.values().iterator().next();
    System.out.printf("%-24s %10s %24s %10s%n", "", "ns", "times the first", "bytes");
    seen.forEach(
        (name, all) -> {
          double[] ratios = new double[all.size()];
          for (int i = 0; i < ratios.length; i++) {
            ratios[i] = all.get(i).nanos() / first.get(i).nanos();
          }
          System.out.printf(
              "%-24s %10.1f %10.3f (%.3f to %.3f) %10.0f%n",
              name,
              median(all.stream().mapToDouble(Score::nanos).toArray()),
              median(ratios),
              Arrays.stream(ratios).min().orElse(Double.NaN),
              Arrays.stream(ratios).max().orElse(Double.NaN),
              median(all.stream().mapToDouble(Score::bytes).toArray()));
        });
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
