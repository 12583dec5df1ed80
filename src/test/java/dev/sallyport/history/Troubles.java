package dev.sallyport.history;

import dev.sallyport.history.Trouble.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does to gates and database what machines do, at random moments, one thing at a time.
final class Troubles {
  /// Longer than a gate's lease, so that some pauses outlive it; shorter than another gate waits
  /// for one that stands still in the middle of a write.
  private static final int LONGEST_PAUSE_MILLIS = 3_500;

  private final Gates gates;
  private final Recorder recorder;
  private final Random random;
  private final Optional<Runnable> database;
  private final int mostMillisBetween;
  private final CountDownLatch enough = new CountDownLatch(1);
  private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);

  /// @param database restarts it; empty where it has no server
  Troubles(
      Gates gates,
      Recorder recorder,
      Random random,
      Optional<Runnable> database,
      int mostMillisBetween) {
    this.gates = gates;
    this.recorder = recorder;
    this.random = random;
    this.database = database;
    this.mostMillisBetween = mostMillisBetween;
  }

  /// Goes on until [#end]; afterwards everything runs.
  Map<Kind, Integer> make() throws InterruptedException {
    while (!enough.await(random.nextInt(mostMillisBetween), TimeUnit.MILLISECONDS)) {
      Kind kind = any();
      int gate = kind == Kind.DATABASE ? -1 : random.nextInt(gates.count());
      long from = recorder.now();
      switch (kind) {
        case KILL -> gates.kill(gate);
        case STOP -> gates.stop(gate);
        case DATABASE -> database.orElseThrow().run();
        case PAUSE -> {
          gates.freeze(gate);
          enough.await(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
          gates.thaw(gate);
        }
      }
      recorder.record(new Trouble(kind, gate, from, recorder.now()));
      done.merge(kind, 1, Integer::sum);
    }
    return Map.copyOf(done);
  }

  void end() {
    enough.countDown();
  }

  private Kind any() {
    int one = random.nextInt(10);
    if (one < 4) {
      return Kind.KILL;
    }
    if (one < 7) {
      return Kind.PAUSE;
    }
    return database.isPresent() && one < 9 ? Kind.DATABASE : Kind.STOP;
  }
}
