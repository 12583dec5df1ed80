package dev.sallyport.target.site;

import java.nio.ByteBuffer;
import org.eclipse.jgit.diff.RawText;

/// Says how well a run of lines reads as a block, from the indentation and the blank lines at both
/// of its edges. The weights are those git uses, found by experiment on large code bases by the
/// author of its indent heuristic; only with the same ones do both show the same.
final class Indents {
  private static final int BLANK = -1;
  private static final int MOST_INDENT = 200;
  private static final int MOST_BLANKS = 20;
  private static final int TAB = 8;

  private static final int AT_START_OF_FILE = 1;
  private static final int AT_END_OF_FILE = 21;
  private static final int EACH_BLANK = -30;
  private static final int EACH_BLANK_AFTER = 6;
  private static final int DEEPER = -4;
  private static final int DEEPER_WITH_BLANKS = 10;
  private static final int BACK_AND_DEEPER = 24;
  private static final int BACK_AND_DEEPER_WITH_BLANKS = 17;
  private static final int BACK = 23;
  private static final int BACK_WITH_BLANKS = 17;
  private static final int SHALLOWER_EDGE = 60;

  private final RawText text;

  Indents(RawText text) {
    this.text = text;
  }

  /// @param indent the sum of both edges' indentation
  /// @param penalty what speaks against these edges
  record Score(int indent, int penalty) {
    Score plus(Score other) {
      return new Score(indent + other.indent, penalty + other.penalty);
    }

    boolean isNoWorseThan(Score other) {
      int byIndent = SHALLOWER_EDGE * Integer.signum(Integer.compare(indent, other.indent));
      return byIndent + penalty - other.penalty <= 0;
    }
  }

  Score score(int start, int end) {
    return edge(end).plus(edge(start));
  }

  /// The nearest line that is not blank, and how many blank ones are passed on the way.
  private record Near(int indent, int blanks) {}

  private Near near(int from, int step) {
    int blanks = 0;
    for (int line = from; line >= 0 && line < text.size(); line += step) {
      int indent = indent(line);
      if (indent != BLANK) {
        return new Near(indent, blanks);
      }
      blanks++;
      if (blanks == MOST_BLANKS) {
        return new Near(0, blanks);
      }
    }
    return new Near(BLANK, blanks);
  }

  /// The score of an edge right before a line.
  private Score edge(int line) {
    boolean atEnd = line >= text.size();
    int own = atEnd ? BLANK : indent(line);
    Near above = near(line - 1, -1);
    Near below = near(line + 1, 1);
    int blanksAfter = own == BLANK ? 1 + below.blanks() : 0;
    int blanks = above.blanks() + blanksAfter;
    int indent = own == BLANK ? below.indent() : own;
    int penalty = EACH_BLANK * blanks + EACH_BLANK_AFTER * blanksAfter;
    penalty += above.indent() == BLANK && above.blanks() == 0 ? AT_START_OF_FILE : 0;
    penalty += atEnd ? AT_END_OF_FILE : 0;
    if (indent != BLANK && above.indent() != BLANK) {
      penalty += step(above.indent(), indent, below.indent(), blanks > 0);
    }
    return new Score(indent, penalty);
  }

  private static int step(int above, int indent, int below, boolean blanks) {
    if (indent > above) {
      return blanks ? DEEPER_WITH_BLANKS : DEEPER;
    }
    if (indent == above) {
      return 0;
    }
    if (below > indent) {
      return blanks ? BACK_AND_DEEPER_WITH_BLANKS : BACK_AND_DEEPER;
    }
    return blanks ? BACK_WITH_BLANKS : BACK;
  }

  /// How far a line is indented, in columns.
  private int indent(int line) {
    ByteBuffer bytes = text.getRawString(line);
    int indent = 0;
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      boolean space = next == ' ' || (next >= '\t' && next <= '\r');
      if (!space) {
        return indent;
      }
      if (next == ' ') {
        indent++;
      } else if (next == '\t') {
        indent += TAB - indent % TAB;
      }
      if (indent >= MOST_INDENT) {
        return MOST_INDENT;
      }
    }
    return BLANK;
  }
}
