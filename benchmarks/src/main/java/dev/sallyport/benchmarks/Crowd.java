package dev.sallyport.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/// Callers who do the same thing as fast as they can, each time with the next number.
public final class Crowd {
  private Crowd() {}

  /// One caller's way to do it, made on its own thread.
  @FunctionalInterface
  public interface Caller {
    void call(int number) throws Exception;
  }

  @FunctionalInterface
  public interface Making {
    Caller make() throws Exception;
  }

  /// What came of it.
  ///
  /// @param micros how long each call took, in order
  public record Done(double perSecond, long[] micros) {
    public double millis(double quantile) {
      int place = (int) Math.min(micros.length - 1L, Math.round(quantile * micros.length));
      return micros.length == 0 ? 0 : micros[place] / 1000.0;
    }
  }

  /// @param from the first number
  /// @param most how many numbers there are
  public static Done of(int callers, Duration howLong, int from, int most, Making making)
      throws Exception {
    return of(Thread.ofPlatform().factory(), callers, howLong, from, most, making);
  }

  /// @param threads gives each caller its thread
  public static Done of(
      ThreadFactory threads, int callers, Duration howLong, int from, int most, Making making)
      throws Exception {
    AtomicInteger next = new AtomicInteger();
    long begin = System.nanoTime();
    long end = begin + howLong.toNanos();
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService each = Executors.newThreadPerTaskExecutor(threads)) {
      for (int n = 0; n < callers; n++) {
        all.add(
            each.submit(
                () -> {
                  Caller caller = making.make();
                  long[] micros = new long[1024];
                  int count = 0;
                  for (int number = next.getAndIncrement();
                      number < most && System.nanoTime() < end;
                      number = next.getAndIncrement()) {
                    long start = System.nanoTime();
                    caller.call(from + number);
                    if (count == micros.length) {
                      micros = Arrays.copyOf(micros, 2 * count);
                    }
                    micros[count++] = (System.nanoTime() - start) / 1000;
                  }
                  return Arrays.copyOf(micros, count);
                }));
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<long[]> parts = new ArrayList<>();
    for (Future<long[]> one : all) {
      parts.add(one.get());
    }
    long[] micros = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Done(micros.length / seconds, micros);
  }
}
