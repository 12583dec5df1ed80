package dev.sallyport.bench;

import java.io.PrintWriter;

/// The line on standard error that says how far a run is.
final class Progress {
  private static final int WIDTH = 72;

  private final PrintWriter err;
  private final boolean redraws;

  /// @param redraws whether a terminal shows it, which takes one line over and over
  Progress(PrintWriter err, boolean redraws) {
    this.err = err;
    this.redraws = redraws;
  }

  static Progress to(PrintWriter err) {
    return new Progress(err, System.console() != null && System.console().isTerminal());
  }

  /// A new part of the run begins.
  void begins(String what) {
    if (redraws) {
      draw(what);
    } else {
      err.println("bench: " + what);
    }
    err.flush();
  }

  /// The part goes on; only a terminal is told.
  void goesOn(String what) {
    if (redraws) {
      draw(what);
      err.flush();
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

  private void draw(String what) {
    err.print(("\r%-" + WIDTH + "s").formatted(what));
  }
}
