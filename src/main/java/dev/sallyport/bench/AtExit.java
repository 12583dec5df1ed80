package dev.sallyport.bench;

import java.util.concurrent.locks.LockSupport;

/// Something to be done where the process is ended before its turn, as by Ctrl-C.
final class AtExit implements AutoCloseable {
  /// Of this process, which ends once.
  private static volatile boolean ending;

  private final Thread last;

  private AtExit(Thread last) {
    this.last = last;
  }

  static AtExit run(Runnable work) {
    Thread last =
        Thread.ofPlatform()
            .name("bench-end")
            .unstarted(
                () -> {
                  ending = true;
                  work.run();
                });
    Runtime.getRuntime().addShutdownHook(last);
    return new AtExit(last);
  }

  /// Returns only while the process goes on. Where it ends, what is measured is no figure, what
  /// fails is no fault, and nothing new is to be written where things are cleared away.
  static void unlessEnding() {
    while (ending) {
      LockSupport.park();
      // An interrupt would have it return at once, again and again.
      boolean _ = Thread.interrupted();
    }
  }

  /// It came to its own end: nothing is left to be done.
  @Override
  public void close() {
    unlessEnding();
    try {
      Runtime.getRuntime().removeShutdownHook(last);
    } catch (IllegalStateException alreadyEnding) {
      // Then it is being done.
    }
  }
}
