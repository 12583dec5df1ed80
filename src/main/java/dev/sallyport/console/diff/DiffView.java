package dev.sallyport.console.diff;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.caption;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.mark;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.tr;

import dev.sallyport.console.diff.UnifiedDiff.FileDiff;
import dev.sallyport.console.diff.UnifiedDiff.Hunk;
import dev.sallyport.console.diff.UnifiedDiff.Line;
import dev.sallyport.console.diff.WordMarks.Part;
import dev.sallyport.console.text.Visible;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows the whole of a diff: each file to fold away, line by line or side by side, with the words
/// that differ marked.
public final class DiffView {
  /// Files after so many are folded at first; they are all there.
  static final int OPEN_FILES = 20;

  /// Lines after so many pairs are shown without marks on their words.
  static final int MOST_PAIRS = 2_000;

  private final boolean sideBySide;
  private int pairs;

  private DiffView(boolean sideBySide) {
    this.sideBySide = sideBySide;
  }

  /// @param sideBySide whether what was and what will be stand beside each other
  public static DomContent of(String diff, boolean sideBySide) {
    return new DiffView(sideBySide).view(DiffReader.read(diff));
  }

  private DomContent view(UnifiedDiff diff) {
    List<DomContent> parts = new ArrayList<>();
    if (!diff.before().isEmpty()) {
      parts.add(plain(diff.before(), "plan-text", "The plan as its target gave it"));
    }
    for (int at = 0; at < diff.files().size(); at++) {
      parts.add(file(diff.files().get(at), at < OPEN_FILES));
    }
    if (parts.isEmpty()) {
      parts.add(p("The plan has no diff.").withClass("quiet"));
    }
    return div(attrs(".diff"), parts.toArray(DomContent[]::new));
  }

  private static DomContent plain(List<String> lines, String style, String label) {
    return pre()
        .withClass(style)
        .withTabindex(0)
        .attr("role", "region")
        .attr("aria-label", label)
        .with(Visible.parts(String.join("\n", lines)));
  }

  private DomContent file(FileDiff file, boolean open) {
    String shown = Visible.plain(file.name());
    DomContent head =
        summary(
            span(attrs(".path"), Visible.of(file.name())),
            span(
                attrs(".stat"),
                span("+" + file.added()).withClass("plus"),
                span("−" + file.removed()).withClass("minus")));
    return details()
        .withClass("file")
        .condAttr(open, "open", "open")
        .with(
            head,
            plain(file.header(), "file-header", "What git says of " + shown),
            div(attrs(".lines"), each(file.hunks(), hunk -> hunk(hunk, shown)))
                .withTabindex(0)
                .attr("role", "region")
                .attr("aria-label", "Lines of " + shown));
  }

  private DomContent hunk(Hunk hunk, String file) {
    Map<Line, List<Part>> words = words(hunk);
    List<DomContent> rows =
        sideBySide
            ? Columns.rows(hunk, words)
            : hunk.lines().stream().map(l -> row(l, words)).toList();
    return table(caption(Visible.of(hunk.heading())), tbody(rows.toArray(DomContent[]::new)))
        .withClass(sideBySide ? "hunk split" : "hunk unified")
        .attr("aria-label", file + ", " + Visible.plain(hunk.heading()));
  }

  private static DomContent row(Line line, Map<Line, List<Part>> words) {
    return tr(number(line.before()), number(line.after()), sign(line), code(line, words))
        .withClass(style(line));
  }

  static TdTag number(int number) {
    return td(number == 0 ? "" : Integer.toString(number)).withClass("number");
  }

  static TdTag sign(Line line) {
    return td(line.kind().sign()).withClass("sign");
  }

  static TdTag code(Line line, Map<Line, List<Part>> words) {
    List<Part> parts = words.get(line);
    TdTag cell = td().withClass("code");
    if (parts == null) {
      return cell.with(Visible.parts(line.text()));
    }
    for (Part part : parts) {
      cell =
          part.differs()
              ? cell.with(mark().with(Visible.parts(part.text())))
              : cell.with(Visible.parts(part.text()));
    }
    return cell;
  }

  static String style(Line line) {
    return switch (line.kind()) {
      case KEPT -> "kept";
      case ADDED -> "added";
      case REMOVED -> "removed";
      case REMARK -> "remark";
    };
  }

  /// The parts of those lines that stand in for each other: the first removed for the first added,
  /// and so on.
  private Map<Line, List<Part>> words(Hunk hunk) {
    Map<Line, List<Part>> words = new IdentityHashMap<>();
    Columns.pairs(hunk)
        .forEach(
            pair -> {
              @Nullable Line before = pair.before();
              @Nullable Line after = pair.after();
              if (before != null
                  && after != null
                  && after.kind() == Line.Kind.ADDED
                  && pairs++ < MOST_PAIRS) {
                WordMarks marks = WordMarks.between(before.text(), after.text());
                words.put(before, marks.before());
                words.put(after, marks.after());
              }
            });
    return words;
  }
}
