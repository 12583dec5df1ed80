package dev.sallyport.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exception as a line shows it: redacted, of bounded length, and each line of its trace free of
/// line breaks.
///
/// @param type the class
/// @param message what it said
/// @param trace the stack trace, causes and suppressed ones included
record Failure(String type, String message, List<String> trace) {
  /// The frames shown of each exception.
  static final int MAX_FRAMES = 40;

  /// The exceptions shown of one: itself, its causes and what they suppressed.
  static final int MAX_EXCEPTIONS = 10;

  /// The longest message, in characters.
  static final int MAX_MESSAGE = 2_048;

  static @Nullable Failure of(@Nullable IThrowableProxy thrown, Redactor redactor) {
    if (thrown == null) {
      return null;
    }
    var trace = new ArrayList<String>();
    append(thrown, "", redactor, trace, new int[] {MAX_EXCEPTIONS});
    return new Failure(thrown.getClassName(), message(thrown, redactor), List.copyOf(trace));
  }

  private static void append(
      IThrowableProxy thrown, String lead, Redactor redactor, List<String> trace, int[] left) {
    if (left[0]-- <= 0) {
      trace.add(lead + "… (further exceptions left out)");
      return;
    }
    String said = message(thrown, redactor);
    trace.add(lead + thrown.getClassName() + (said.isEmpty() ? "" : ": " + Escapes.line(said)));
    frames(thrown, trace);
    IThrowableProxy[] suppressed = thrown.getSuppressed();
    for (int i = 0; suppressed != null && i < suppressed.length && left[0] > 0; i++) {
      append(suppressed[i], "Suppressed: ", redactor, trace, left);
    }
    IThrowableProxy cause = thrown.getCause();
    if (cause != null && !thrown.isCyclic()) {
      append(cause, "Caused by: ", redactor, trace, left);
    }
  }

  private static void frames(IThrowableProxy thrown, List<String> trace) {
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int own = frames == null ? 0 : frames.length - thrown.getCommonFrames();
    for (int i = 0; i < Math.min(own, MAX_FRAMES); i++) {
      trace.add("\tat " + frames[i].getStackTraceElement());
    }
    if (own > MAX_FRAMES) {
      trace.add("\t… (" + (own - MAX_FRAMES) + " more)");
    }
  }

  private static String message(IThrowableProxy thrown, Redactor redactor) {
    String message = thrown.getMessage();
    return message == null ? "" : redactor.text(message, MAX_MESSAGE);
  }
}
