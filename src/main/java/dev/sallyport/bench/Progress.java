package dev.sallyport.bench;

import dev.sallyport.log.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// The line on standard error that says how far a run is.
///
/// A terminal has one line that is drawn over and over; whatever else reads standard error gets a
/// line for each part, and one now and then while a part goes on.
final class Progress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(200);

  /// To the line's start, and all of it away.
  private static final String CLEAR_LINE = "\r\u001b[K";

  /// Between these the terminal cuts off what is too long for it: a line that wraps could not be
  /// drawn over.
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private static final double TENTHS_BELOW = 10;
  private static final double MILLIS = 1_000;

  private final PrintWriter err;
  private final boolean redraws;
  private final LongSupplier nanos;
  private String what = "";
  private long lastSaid;
  private boolean drawn;
  private boolean over;

  /// @param redraws whether a terminal shows it
  Progress(PrintWriter err, boolean redraws, LongSupplier nanos) {
    this.err = err;
    this.redraws = redraws;
    this.nanos = nanos;
  }

  static Progress to(PrintWriter err, LongSupplier nanos) {
    boolean clears = !"dumb".equals(System.getenv("TERM"));
    return new Progress(err, clears && Terminal.is(Terminal.STANDARD_ERROR), nanos);
  }

  /// A new part of the run begins.
  synchronized void begins(String part) {
    what = part;
    say(what);
  }

  /// The part goes on.
  synchronized void goesOn(Duration since, Duration of) {
    Duration shown = since.compareTo(of) <= 0 ? since : of;
    if (due()) {
      say("%s: %s of %s s".formatted(what, seconds(shown, of), seconds(of, of)));
    }
  }

  /// The part goes on, and has come so far.
  synchronized void counts(long done, long of) {
    if (due()) {
      say("%s: %,d of %,d".formatted(what, done, of));
    }
  }

  /// The run is over and the line goes; nothing is said after.
  synchronized void ends() {
    if (drawn && !over) {
      err.print(CLEAR_LINE);
      err.flush();
    }
    over = true;
  }

  private boolean due() {
    Duration between = redraws ? BETWEEN_DRAWINGS : BETWEEN_LINES;
    return nanos.getAsLong() - lastSaid >= between.toNanos();
  }

  private static String seconds(Duration time, Duration of) {
    double seconds = time.toMillis() / MILLIS;
    boolean tenths = of.toMillis() / MILLIS < TENTHS_BELOW;
    return String.format(Locale.ROOT, tenths ? "%.1f" : "%.0f", seconds);
  }

  private void say(String text) {
    if (over) {
      return;
    }
    lastSaid = nanos.getAsLong();
    if (redraws) {
      err.print(CLEAR_LINE + NO_WRAP + text + WRAP);
      drawn = true;
    } else {
      err.println("bench: " + text);
    }
    err.flush();
  }
}
