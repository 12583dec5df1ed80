package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.progress;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;

import dev.sallyport.console.text.Visible;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Outputs.Channel;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.Store;
import j2html.tags.DomContent;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an execution said while it ran, line by line, and how far it has come.
final class ExecutionLog {
  /// The most lines that a page shows: the newest. It says so where there are more.
  static final int MOST_LINES = 2_000;

  /// The newest lines that the page of a change shows.
  static final int LAST_LINES = 20;

  private static final int PAGE = 500;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ExecutionLog() {}

  /// The newest lines, how many older ones there are, and how far it has come.
  private record Said(List<Line> newest, long left, Optional<Line> progress) {
    static Said by(Store store, ExecutionId id, int most) {
      Deque<Line> newest = new ArrayDeque<>();
      Optional<Line> progress = Optional.empty();
      long left = 0;
      List<Line> page = store.outputs().after(id, 0, PAGE);
      while (!page.isEmpty()) {
        for (Line line : page) {
          if (line.channel() == Channel.PROGRESS) {
            progress = Optional.of(line);
            continue;
          }
          newest.add(line);
          if (newest.size() > most) {
            newest.removeFirst();
            left++;
          }
        }
        page = store.outputs().after(id, page.getLast().seq(), PAGE);
      }
      return new Said(List.copyOf(newest), left, progress);
    }
  }

  static DomContent of(Store store, ExecutionId id) {
    Said said = Said.by(store, id, MOST_LINES);
    return section(
        attrs(".panel"),
        h2("Log"),
        said.progress().map(ExecutionLog::bar).orElseGet(() -> span()),
        Layout.nothing(said.newest().isEmpty(), "It has said nothing."),
        iff(
            said.left() > 0,
            p("%d older lines are not shown here; GET /v1/executions/{id}/events gives all."
                    .formatted(said.left()))
                .withClass("quiet")),
        lines(said));
  }

  /// On the page of its change: how far it has come, and what it said last.
  static DomContent brief(Store store, ExecutionId id) {
    Said said = Said.by(store, id, LAST_LINES);
    return div(
        attrs(".stack"),
        said.progress().map(ExecutionLog::bar).orElseGet(() -> span()),
        iff(
            said.left() > 0,
            p(
                span("The last %d lines of its log; ".formatted(LAST_LINES)),
                Html.link(
                    "%d older ones".formatted(said.left()), "/console/executions/" + id.value()))),
        lines(said));
  }

  private static DomContent lines(Said said) {
    return iff(
        !said.newest().isEmpty(),
        ol(attrs(".log"), each(said.newest(), ExecutionLog::line))
            .withTabindex(0)
            .attr("aria-label", "Log, line by line"));
  }

  private static DomContent bar(Line line) {
    return p(
        progress()
            .withMax("100")
            .attr("value", line.text())
            .attr("aria-label", "How far it has come, per cent"),
        span(line.text() + " %").withClass("quiet"));
  }

  private static DomContent line(Line line) {
    return li(
        tag("time").attr("datetime", line.at().toString()).withText(TIME.format(line.at())),
        span(line.channel().wire()).withClass("channel"),
        span().withClass(line.channel().wire()).with(Visible.of(line.text())));
  }
}
