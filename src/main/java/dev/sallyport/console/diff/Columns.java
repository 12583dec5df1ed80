package dev.sallyport.console.diff;

import static j2html.TagCreator.td;
import static j2html.TagCreator.tr;

import dev.sallyport.console.diff.UnifiedDiff.Hunk;
import dev.sallyport.console.diff.UnifiedDiff.Line;
import dev.sallyport.console.diff.WordMarks.Part;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts a hunk's lines beside each other: what was on the left, what will be on the right.
final class Columns {
  private Columns() {}

  /// One row; a line that is kept stands on both sides.
  record Pair(@Nullable Line before, @Nullable Line after) {}

  static List<Pair> pairs(Hunk hunk) {
    List<Pair> pairs = new ArrayList<>();
    List<Line> removed = new ArrayList<>();
    List<Line> added = new ArrayList<>();
    for (Line line : hunk.lines()) {
      switch (line.kind()) {
        case REMOVED -> {
          if (!added.isEmpty()) {
            flush(removed, added, pairs);
          }
          removed.add(line);
        }
        case ADDED -> added.add(line);
        case KEPT -> {
          flush(removed, added, pairs);
          pairs.add(new Pair(line, line));
        }
        // It is about the line before it, and that one may still find its pair.
        case REMARK -> {
          if (removed.isEmpty() || !added.isEmpty()) {
            flush(removed, added, pairs);
            pairs.add(new Pair(null, line));
          } else {
            pairs.add(new Pair(line, null));
          }
        }
      }
    }
    flush(removed, added, pairs);
    return pairs;
  }

  private static void flush(List<Line> removed, List<Line> added, List<Pair> pairs) {
    for (int at = 0; at < Math.max(removed.size(), added.size()); at++) {
      pairs.add(
          new Pair(
              at < removed.size() ? removed.get(at) : null,
              at < added.size() ? added.get(at) : null));
    }
    removed.clear();
    added.clear();
  }

  static List<DomContent> rows(Hunk hunk, Map<Line, List<Part>> words) {
    List<DomContent> rows = new ArrayList<>();
    for (Pair pair : pairs(hunk)) {
      List<DomContent> cells = new ArrayList<>();
      cells.addAll(side(pair.before(), true, words));
      cells.addAll(side(pair.after(), false, words));
      rows.add(tr(cells.toArray(DomContent[]::new)));
    }
    return rows;
  }

  private static List<DomContent> side(
      @Nullable Line line, boolean left, Map<Line, List<Part>> words) {
    if (line == null) {
      return List.of(td().withClass("number"), td().withClass("sign"), td().withClass("code none"));
    }
    String style = DiffView.style(line);
    return List.of(
        DiffView.number(left ? line.before() : line.after()),
        DiffView.sign(line).withClass("sign " + style),
        DiffView.code(line, words).withClass("code " + style));
  }
}
