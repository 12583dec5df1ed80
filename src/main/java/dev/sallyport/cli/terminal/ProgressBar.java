package dev.sallyport.cli.terminal;

import java.time.Duration;

/// A line on standard error that says what is waited for, how far it has come and for how long; it
/// is there only for a person, and leaves nothing behind.
public final class ProgressBar implements AutoCloseable {
  public static final Duration REDRAW_EVERY = Duration.ofMillis(200);

  /// Progress of a run that does not say how far it has come.
  public static final int UNSAID = -1;

  private static final int WIDTH = 24;
  private static final int SLIDER = 5;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Output err;
  private final boolean shown;
  private final String what;
  private final long start;
  private final Surroundings surroundings;
  private volatile int percent = UNSAID;
  private int drawn;

  /// @param what is waited for, such as `apply blog`
  public ProgressBar(Output err, Surroundings surroundings, String what) {
    this.err = err;
    this.surroundings = surroundings;
    this.shown = surroundings.terminals().err() && !surroundings.variable("TERM").equals("dumb");
    this.what = what;
    this.start = surroundings.ambient().nanos().getAsLong();
  }

  public boolean isShown() {
    return shown;
  }

  /// Says how far it has come, from 0 to 100; by any thread.
  public void reached(int reached) {
    percent = Math.clamp(reached, 0, 100);
  }

  public void draw() {
    if (!shown) {
      return;
    }
    long seconds = Duration.ofNanos(surroundings.ambient().nanos().getAsLong() - start).toSeconds();
    String text =
        "%s [%s] %s%d s".formatted(what, bar(), percent == UNSAID ? "" : percent + " %  ", seconds);
    err.writer().print(CLEAR_LINE + Harmless.line(text));
    err.writer().flush();
    drawn++;
  }

  private String bar() {
    if (percent != UNSAID) {
      int full = percent * WIDTH / 100;
      return "=".repeat(full) + " ".repeat(WIDTH - full);
    }
    int room = WIDTH - SLIDER;
    int at = drawn % (2 * room);
    int left = at < room ? at : 2 * room - at;
    return " ".repeat(left) + "<===>" + " ".repeat(room - left);
  }

  /// Takes the line away, such as before another is printed.
  public void clear() {
    if (shown && drawn > 0) {
      err.writer().print(CLEAR_LINE);
      err.writer().flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
