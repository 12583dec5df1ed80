package dev.sallyport.limit;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Callers that all begin at the same moment.
public final class Race implements AutoCloseable {
  private final int callers;
  private final CyclicBarrier start;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public Race(int callers) {
    this.callers = callers;
    this.start = new CyclicBarrier(callers);
  }

  /// Runs one call by each caller.
  ///
  /// @return how many of them came to true
  public int wins(Callable<Boolean> call) throws Exception {
    List<Future<Boolean>> calls =
        IntStream.range(0, callers)
            .mapToObj(
                i ->
                    threads.submit(
                        () -> {
                          start.await();
                          return call.call();
                        }))
            .toList();
    int wins = 0;
    for (Future<Boolean> each : calls) {
      wins += each.get() ? 1 : 0;
    }
    return wins;
  }

  @Override
  public void close() {
    threads.close();
  }
}
