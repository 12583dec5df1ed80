package dev.sallyport.cli.local;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/// The signals by which a gate is told to stop: TERM, INT (Ctrl-C) and HUP. The first begins the
/// stop, which waits for what runs; the next ends the process at once, with the exit status that
/// shells give a signal (128 and its number).
///
/// The platform's own way, a shutdown hook, would always end with the signal's status and could not
/// be hurried.
final class StopSignals {
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");
  private static final int STATUS_OF_SIGNALS = 128;

  private final CountDownLatch asked = new CountDownLatch(1);

  private StopSignals() {}

  static StopSignals listen() {
    StopSignals signals = new StopSignals();
    NAMES.forEach(name -> Signal.handle(new Signal(name), signals::received));
    return signals;
  }

  private synchronized void received(Signal signal) {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(STATUS_OF_SIGNALS + signal.getNumber());
    }
    asked.countDown();
  }

  /// Waits for the first.
  void await() throws InterruptedException {
    asked.await();
  }
}
