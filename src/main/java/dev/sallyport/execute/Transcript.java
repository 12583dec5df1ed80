package dev.sallyport.execute;

import dev.sallyport.log.RedactedLines;
import dev.sallyport.log.Redactor;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.Outputs.Channel;
import dev.sallyport.store.Outputs.Line;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// What one execution says while it runs, redacted, numbered and bounded, until the store has it.
/// Whoever speaks never waits: what is too much is left out, counted, and said.
final class Transcript {
  /// The most lines of an execution that are kept; progress counts as a line.
  static final int MOST_LINES = 10_000;

  /// The most characters of an execution that are kept.
  static final int MOST_CHARACTERS = 1 << 20;

  /// The most lines that wait for the store.
  static final int MOST_WAITING = 2_000;

  /// What the redactor adds to a line that it cuts fits into the rest.
  private static final int LONGEST_TEXT = Outputs.LONGEST_LINE - 64;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");
  private static final Redactor REDACTOR = Redactor.ofTargets();

  private final InstantSource clock;
  private final Map<Channel, RedactedLines> redacted = new EnumMap<>(Channel.class);
  private final Deque<Line> waiting = new ArrayDeque<>();
  private volatile boolean full;
  private long last;
  private long characters;
  private long crowdedOut;
  private long beyond;
  private int percent = -1;

  Transcript(InstantSource clock) {
    this.clock = clock;
    for (Channel each : Channel.values()) {
      redacted.put(each, new RedactedLines(REDACTOR));
    }
  }

  /// Takes a line; an end of line or another control character in it becomes a mark.
  ///
  /// @return the line as it is kept and may be shown
  String add(Channel channel, String text) {
    String line =
        Objects.requireNonNull(redacted.get(channel)).next(text.stripTrailing(), LONGEST_TEXT);
    String clean = CONTROL.matcher(line).replaceAll("\uFFFD");
    put(channel, clean);
    return clean;
  }

  /// Whether nothing more is kept, so that there is no need to clean a line first.
  boolean isFull() {
    return full;
  }

  synchronized void leaveOut() {
    beyond++;
  }

  /// @return whether that was news
  boolean progress(int reached) {
    int clamped = Math.clamp(reached, 0, 100);
    synchronized (this) {
      if (clamped == percent) {
        return false;
      }
      percent = clamped;
    }
    put(Channel.PROGRESS, Integer.toString(clamped));
    return true;
  }

  private synchronized void put(Channel channel, String text) {
    if (full) {
      beyond++;
    } else if (last >= MOST_LINES || characters + text.length() > MOST_CHARACTERS) {
      full = true;
      beyond++;
      queue(
          Channel.NOTE,
          "What comes from here on is not kept: an execution's output is kept up to %d lines and %d characters."
              .formatted(MOST_LINES, MOST_CHARACTERS));
    } else if (waiting.size() >= MOST_WAITING) {
      crowdedOut++;
    } else {
      sayCrowdedOut();
      characters += text.length();
      queue(channel, text);
    }
  }

  private void sayCrowdedOut() {
    if (crowdedOut > 0) {
      queue(
          Channel.NOTE,
          "%d lines are missing here: they came faster than the store took them (at most %d wait)."
              .formatted(crowdedOut, MOST_WAITING));
      crowdedOut = 0;
    }
  }

  private void queue(Channel channel, String text) {
    last++;
    waiting.add(new Line(last, clock.instant().truncatedTo(ChronoUnit.MILLIS), channel, text));
  }

  /// The first lines that the store does not have yet; they stay until [#kept] is told of them.
  synchronized List<Line> unsaved(int most) {
    return waiting.stream().limit(most).toList();
  }

  /// The store has every line up to that number.
  synchronized void kept(long seq) {
    while (!waiting.isEmpty() && waiting.getFirst().seq() <= seq) {
      waiting.removeFirst();
    }
  }

  /// Everything that the store does not have, with a last word on what was left out.
  synchronized List<Line> rest() {
    sayCrowdedOut();
    if (beyond > 0) {
      queue(Channel.NOTE, "%d lines in all were not kept.".formatted(beyond));
      beyond = 0;
      full = true;
    }
    return new ArrayList<>(waiting);
  }
}
