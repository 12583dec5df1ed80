package dev.sallyport.bench;

import java.io.PrintWriter;
import java.time.Duration;

/// The line on standard error that says how far a run is.
///
/// A terminal has one line that is drawn over and over; whatever else reads standard error gets a
/// line for each part, and one now and then while a part goes on.
final class Progress {
  private static final int WIDTH = 72;
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final boolean redraws;
  private String what = "";
  private Duration lastLine = Duration.ZERO;

  /// @param redraws whether a terminal shows it
  Progress(PrintWriter err, boolean redraws) {
    this.err = err;
    this.redraws = redraws;
  }

  static Progress to(PrintWriter err) {
    return new Progress(err, System.console() != null && System.console().isTerminal());
  }

  /// A new part of the run begins.
  void begins(String part) {
    what = part;
    lastLine = Duration.ZERO;
    say(what);
  }

  /// The part goes on.
  void goesOn(Duration since, Duration of) {
    boolean due = redraws || since.minus(lastLine).compareTo(BETWEEN_LINES) >= 0;
    if (due) {
      lastLine = since;
      say("%s: %d of %d s".formatted(what, shorter(since, of).toSeconds(), of.toSeconds()));
    }
  }

  /// The part goes on, and has come so far; only a terminal is told.
  void counts(long done, long of) {
    if (redraws) {
      say("%s: %,d of %,d".formatted(what, done, of));
    }
  }

  /// The run is over and the line goes.
  void ends() {
    if (redraws) {
      draw("");
      err.print('\r');
      err.flush();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private void say(String text) {
    if (redraws) {
      draw(text);
    } else {
      err.println("bench: " + text);
    }
    err.flush();
  }

  private void draw(String text) {
    err.print(("\r%-" + WIDTH + "s").formatted(text));
  }
}
