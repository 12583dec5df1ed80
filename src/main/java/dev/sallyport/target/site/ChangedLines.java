package dev.sallyport.target.site;

import org.eclipse.jgit.diff.RawText;

/// Which lines of one text are shown as changed, and the moving of each run of them to where a
/// reader expects it.
///
/// A run whose last line equals the line before its first can be shown one line higher without
/// being wrong, and the other way round. Git, and so this, moves each run next to a change of the
/// other text where it can, and else to where the indentation of the lines around speaks for a
/// block's edge.
///
/// Between two unchanged lines stands a run, empty or not; both texts have equally many of them, so
/// the runs of one are kept in step with those of the other.
final class ChangedLines {
  /// How far a run is moved at most by what indentation says, in lines (as in git).
  private static final int MOST_MOVED = 100;

  private final Indents indents;
  private final int[] lines;
  private final boolean[] changed;

  ChangedLines(RawText text, int[] lines, boolean[] changed) {
    this.indents = new Indents(text);
    this.lines = lines;
    this.changed = changed;
  }

  private boolean isChanged(int line) {
    return line >= 0 && line < changed.length && changed[line];
  }

  /// Moves every run to its place.
  void settle(ChangedLines others) {
    Run run = new Run();
    Run other = others.new Run();
    do {
      if (run.size() > 0) {
        settle(run, other);
      }
    } while (run.next() && other.next());
  }

  private void settle(Run run, Run other) {
    int size;
    int highestEnd;
    boolean meetsOther;
    do {
      // A run grows when it meets the next one, and may then move further.
      size = run.size();
      while (run.up()) {
        other.previous();
      }
      highestEnd = run.end;
      meetsOther = other.size() > 0;
      while (run.down()) {
        other.next();
        meetsOther |= other.size() > 0;
      }
    } while (size != run.size());
    if (run.end == highestEnd) {
      return;
    }
    if (meetsOther) {
      while (other.size() == 0 && run.up()) {
        other.previous();
      }
      return;
    }
    int best = bestEnd(run, highestEnd);
    while (run.end > best && run.up()) {
      other.previous();
    }
  }

  /// Where a run that may end anywhere from the highest end to its own reads best; of equals,
  /// lowest.
  private int bestEnd(Run run, int highestEnd) {
    int size = run.size();
    int first = Math.max(highestEnd, Math.max(run.end - size - 1, run.end - MOST_MOVED));
    int best = first;
    Indents.Score bestScore = indents.score(first - size, first);
    for (int end = first + 1; end <= run.end; end++) {
      Indents.Score score = indents.score(end - size, end);
      if (score.isNoWorseThan(bestScore)) {
        best = end;
        bestScore = score;
      }
    }
    return best;
  }

  /// A run of changed lines, from `start` to before `end`.
  private final class Run {
    private int start;
    private int end;

    private Run() {
      extend();
    }

    private void extend() {
      while (isChanged(end)) {
        end++;
      }
      while (isChanged(start - 1)) {
        start--;
      }
    }

    private int size() {
      return end - start;
    }

    /// Goes on to the run after the next unchanged line; false at the end.
    private boolean next() {
      if (end >= changed.length) {
        return false;
      }
      start = end + 1;
      end = start;
      extend();
      return true;
    }

    private void previous() {
      end = start - 1;
      start = end;
      extend();
    }

    private boolean up() {
      if (start == 0 || lines[start - 1] != lines[end - 1]) {
        return false;
      }
      changed[--start] = true;
      changed[--end] = false;
      extend();
      return true;
    }

    private boolean down() {
      if (end >= changed.length || lines[start] != lines[end]) {
        return false;
      }
      changed[start++] = false;
      changed[end++] = true;
      extend();
      return true;
    }
  }
}
