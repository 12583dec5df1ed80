package dev.sallyport.history;

import dev.sallyport.fixture.GateProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gates on one store, each in a process of its own, of which one at a time may be gone.
final class Gates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gates.class);
  private static final int MOST_STARTS = 5;

  private final Path folder;
  private final AtomicReferenceArray<GateProcess> processes;
  private final AtomicReferenceArray<String> urls;
  private volatile int away = -1;

  private Gates(Path folder, int count) {
    this.folder = folder;
    this.processes = new AtomicReferenceArray<>(count);
    this.urls = new AtomicReferenceArray<>(count);
  }

  static Gates start(Path folder, int count) {
    Gates gates = new Gates(folder, count);
    for (int gate = 0; gate < count; gate++) {
      gates.processes.set(gate, GateProcess.gate(folder));
    }
    for (int gate = 0; gate < count; gate++) {
      gates.urls.set(gate, gates.processes.get(gate).url());
    }
    return gates;
  }

  int count() {
    return processes.length();
  }

  /// That gate, or where it is known to be gone the next one.
  int reachable(int gate) {
    return away == gate ? (gate + 1) % count() : gate;
  }

  /// Where a gate is or last was.
  String url(int gate) {
    return urls.get(gate);
  }

  /// Ends a gate without warning and starts another in its place.
  void kill(int gate) {
    processes.get(gate).kill();
    restart(gate);
  }

  /// Asks a gate to end and starts another in its place.
  void stop(int gate) {
    GateProcess process = processes.get(gate);
    process.terminate();
    process.ended();
    restart(gate);
  }

  /// Starts it until it runs, as whoever looks after a gate does: one that finds the database too
  /// slow to answer ends.
  private void restart(int gate) {
    away = gate;
    for (int starts = 1; !runs(gate, GateProcess.gate(folder)); starts++) {
      if (starts == MOST_STARTS) {
        throw new IllegalStateException("the gate did not start in " + MOST_STARTS + " tries");
      }
    }
    away = -1;
  }

  private boolean runs(int gate, GateProcess process) {
    processes.set(gate, process);
    try {
      urls.set(gate, process.url());
      return true;
    } catch (CompletionException e) {
      process.close();
      LOG.warn("a gate did not start", e);
      return false;
    }
  }

  void freeze(int gate) {
    processes.get(gate).freeze();
  }

  void thaw(int gate) {
    processes.get(gate).thaw();
  }

  /// Asks all of them to end.
  void stopAll() {
    List<GateProcess> all = IntStream.range(0, count()).mapToObj(processes::get).toList();
    all.forEach(GateProcess::terminate);
    all.forEach(GateProcess::ended);
  }

  @Override
  public void close() {
    for (int gate = 0; gate < count(); gate++) {
      GateProcess process = processes.get(gate);
      if (process != null) {
        process.close();
      }
    }
  }
}
