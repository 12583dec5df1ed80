package dev.sallyport.store;

import dev.sallyport.domain.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What executions report while they run, line by line.
public interface Outputs {
  /// The most characters of a line; the one who writes cuts longer ones.
  int LONGEST_LINE = 8_192;

  /// One line.
  ///
  /// @param seq 1 for an execution's first, then growing
  /// @param at when it was reported, by its gate's clock, in whole milliseconds
  /// @param text for [Channel#PROGRESS], the per cent that are done
  record Line(long seq, Instant at, Channel channel, String text) {
    public Line {
      if (seq < 1) {
        throw new IllegalArgumentException("seq is at least 1: " + seq);
      }
      if (text.length() > LONGEST_LINE) {
        throw new IllegalArgumentException("a line is over " + LONGEST_LINE + " characters");
      }
    }
  }

  /// Where a line came from.
  enum Channel {
    /// Said by the target's kind itself, or by the gate.
    NOTE,
    STDOUT,
    STDERR,
    /// How far the work has come.
    PROGRESS;

    /// The name in the store and in answers, lower case.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Adds lines of a running execution; a line whose number is there already is left as it is, so
  /// that the same lines may be sent again.
  ///
  /// @return false, and nothing recorded, where the execution no longer runs as far as the store
  ///     knows
  boolean append(ExecutionId id, List<Line> lines);

  /// An execution's lines with a larger number, in order, at most `limit`.
  List<Line> after(ExecutionId id, long seq, int limit);

  /// Forgets lines that are older than the retention, of executions that have ended and are not
  /// `unknown`, at most `limit` of them.
  ///
  /// @return how many went
  int forget(Duration retention, int limit);
}
