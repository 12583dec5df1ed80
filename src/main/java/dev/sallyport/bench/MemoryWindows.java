package dev.sallyport.bench;

import dev.sallyport.limit.InMemoryWindows;
import dev.sallyport.window.Window;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Times decisions in memory beside the least that any limiter must do: read the clock and find a
/// key. All on one thread, in turn, so that the ratios are of one run.
final class MemoryWindows {
  static final int KEYS = 10_000;

  private static final int LIMIT = 10;
  private static final Duration SPAN = Duration.ofSeconds(1);
  private static final int BATCH = 1_024;
  private static final int ROUNDS = 5;
  private static final double SECOND = 1e9;
  private static final long MOST_SLOTS = 8L << 20;

  private final InstantSource clock;
  private final LongSupplier nanos;
  private long sink;

  MemoryWindows(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /// @return for each kind decisions a second, nanoseconds each, and how many times the look-up
  Table table(Duration howLong, Progress progress) {
    InMemoryWindows windows = new InMemoryWindows(clock, 2 * KEYS, MOST_SLOTS);
    List<List<Window>> keys = new ArrayList<>();
    ConcurrentHashMap<Object, Window> map = new ConcurrentHashMap<>();
    for (int i = 0; i < KEYS; i++) {
      Window window = Accuracy.window("key-" + i, LIMIT, SPAN);
      keys.add(List.of(window));
      map.put(window.key(), window);
    }
    List<IntConsumer> kinds =
        List.of(
            i -> {
              Window found = map.get(keys.get(i % KEYS).getFirst().key());
              sink += clock.millis() + (found == null ? 0 : found.limit());
            },
            i -> sink += windows.decide(keys.get(i % KEYS)).readings().size(),
            i -> sink += windows.decide(keys.getFirst()).readings().size());
    List<String> names =
        List.of("clock and map look-up alone", "memory, 10,000 keys", "memory, one hot key");
    double[][] times = new double[kinds.size()][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      for (int kind = 0; kind < kinds.size(); kind++) {
        double each = nanosEach(howLong.dividedBy(ROUNDS), kinds.get(kind));
        if (round >= 0) {
          times[kind][round] = each;
        }
        progress.counts((round + 1L) * kinds.size() + kind + 1, (ROUNDS + 1L) * kinds.size());
      }
    }
    return new Table(
        "Decisions in memory, one thread, median of " + ROUNDS + " rounds",
        List.of("decisions/s", "ns each", "times look-up"),
        0,
        IntStream.range(0, kinds.size())
            .mapToObj(
                kind -> {
                  double each = median(times[kind]);
                  return Table.Row.of(
                      names.get(kind), SECOND / each, each, each / median(times[0]));
                })
            .toList());
  }

  private double nanosEach(Duration howLong, IntConsumer work) {
    long began = nanos.getAsLong();
    long end = howLong.toNanos();
    long done = 0;
    int i = 0;
    long spent;
    do {
      for (int n = 0; n < BATCH; n++) {
        work.accept(i);
        i = (i + 1) & Integer.MAX_VALUE;
      }
      done += BATCH;
      spent = nanos.getAsLong() - began;
    } while (spent < end);
    return (double) spent / done;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /// Bytes of the heap for each key whose window is full.
  double bytesAKey() {
    AtomicLong still = new AtomicLong(clock.millis());
    InMemoryWindows windows =
        new InMemoryWindows(
            () -> java.time.Instant.ofEpochMilli(still.get()), 2 * KEYS, MOST_SLOTS);
    long before = used();
    for (int i = 0; i < KEYS; i++) {
      List<Window> one = List.of(Accuracy.window("full-" + i, LIMIT, SPAN));
      for (int n = 0; n <= LIMIT; n++) {
        sink += windows.decide(one).readings().size();
      }
    }
    double bytes = (double) (used() - before) / KEYS;
    sink += windows.decide(List.of(Accuracy.window("full-0", LIMIT, SPAN))).readings().size();
    return bytes;
  }

  /// What the results were used for, so that no compiler leaves the work out.
  long sink() {
    return sink;
  }

  private static long used() {
    System.gc();
    Runtime machine = Runtime.getRuntime();
    return machine.totalMemory() - machine.freeMemory();
  }
}
