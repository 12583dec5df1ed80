package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Harmless;

/// What is said when the program is ended while it waits, such as by Ctrl-C: that only the waiting
/// has ended. The exit status is then the signal's, 130.
final class Farewell implements AutoCloseable {
  private final Thread last;

  private Farewell(Thread last) {
    this.last = last;
  }

  static Farewell saying(String text) {
    Thread last =
        Thread.ofPlatform()
            .name("farewell")
            .unstarted(() -> System.err.println("\nsallyport: " + Harmless.line(text)));
    Runtime.getRuntime().addShutdownHook(last);
    return new Farewell(last);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(last);
    } catch (IllegalStateException alreadyEnding) {
      // Then it is being said.
    }
  }
}
