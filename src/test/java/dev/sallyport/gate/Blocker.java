package dev.sallyport.gate;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Holds a request at a point of its way until the test lets it go on; open until it is armed.
final class Blocker {
  static final Checkpoint IN_TARGET = Checkpoint.TARGET_ENTERED;

  private static final long LONGEST_SECONDS = 60;

  private final Checkpoint where;
  private volatile boolean armed;
  private volatile CountDownLatch reached = new CountDownLatch(1);
  private volatile CountDownLatch released = new CountDownLatch(1);

  Blocker(Checkpoint where) {
    this.where = where;
  }

  TestGate start(Path folder) {
    return start(folder, Ambient.system(), TestGate.WIDE_LIMITS + TestGate.BLOG);
  }

  TestGate start(Path folder, Ambient ambient, String configuration) {
    return TestGate.start(folder, configuration, ambient, this::pass);
  }

  void arm() {
    reached = new CountDownLatch(1);
    released = new CountDownLatch(1);
    armed = true;
  }

  private void pass(Checkpoint checkpoint) {
    if (armed && checkpoint == where) {
      reached.countDown();
      await(released);
    }
  }

  void awaitReached() {
    await(reached);
  }

  void release() {
    armed = false;
    released.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody came");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
