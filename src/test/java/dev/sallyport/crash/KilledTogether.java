package dev.sallyport.crash;

import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.GateProcess.Stop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Gates that are killed (SIGKILL) each at a checkpoint of its own: several in a process, which
/// would cost seconds for each, and one signal for them all.
///
/// @param <C> a crash, as a test has it
/// @param <L> what it leaves for the test to go on with
final class KilledTogether<C, L> {
  /// So many gates work in a process's memory.
  private static final int MOST_GATES = 32;

  /// More would only slow each other down.
  private static final int MOST_AT_WORK = 4;

  private final Path home;
  private final List<Doomed<C, L>> doomed = new ArrayList<>();
  private final Map<C, Future<L>> left = new HashMap<>();

  /// Brings a gate to its checkpoint.
  interface Work<L> {
    /// Waits for no answer that the gate will not give.
    L upToTheCrash(String url) throws Exception;
  }

  private record Doomed<C, L>(C crash, Stop stop, Work<L> work) {}

  /// @param home where the processes run
  KilledTogether(Path home) {
    this.home = home;
  }

  /// Has one more gate killed, in a folder that is ready for it and its alone.
  void add(C crash, Stop stop, Work<L> work) {
    doomed.add(new Doomed<>(crash, stop, work));
  }

  /// Starts the gates, and kills them once all have stopped.
  void kill() {
    for (int first = 0; first < doomed.size(); first += MOST_GATES) {
      kill(doomed.subList(first, Math.min(first + MOST_GATES, doomed.size())));
    }
  }

  private void kill(List<Doomed<C, L>> some) {
    try (GateProcess gates =
        GateProcess.stoppingAt(home, some.stream().map(Doomed::stop).toList())) {
      try (ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_WORK)) {
        for (int i = 0; i < some.size(); i++) {
          int gate = i;
          Doomed<C, L> its = some.get(i);
          Future<L> work =
              threads.submit(
                  () -> {
                    L leaves = its.work().upToTheCrash(gates.url(gate));
                    gates.awaitReached(gate);
                    return leaves;
                  });
          left.put(its.crash(), work);
        }
      }
      gates.kill();
    }
  }

  /// What a crash left; fails where its gate did not get to the checkpoint.
  L left(C crash) {
    try {
      return left.get(crash).get();
    } catch (ExecutionException e) {
      throw new AssertionError("no gate got to the checkpoint: " + crash, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
