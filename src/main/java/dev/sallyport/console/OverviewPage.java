package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.td;

import dev.sallyport.console.Layout.Place;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Operations;
import dev.sallyport.gate.Queries;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Store;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Map;

/// *Overview*: what ran, what was refused and why, over the last day.
final class OverviewPage {
  private static final List<String> COLUMNS = List.of("Reason", "How often");

  private final Store store;
  private final Operations operations;
  private final BrokenGlass broken;
  private final Layout layout;

  OverviewPage(Store store, Operations operations, Queries queries, Layout layout) {
    this.store = store;
    this.broken = new BrokenGlass(queries);
    this.operations = operations;
    this.layout = layout;
  }

  Answer show(Visit visit) {
    return layout.page(
        visit,
        Place.OVERVIEW,
        "Overview",
        section(
                h1("Overview"),
                div(
                    attrs(".tiles"),
                    tile(store.executions().running(), "running now"),
                    tile(
                        store.executions().count(Execution.State.UNKNOWN),
                        "ends that nobody knows"),
                    tile(store.freezes().standing().size(), "freezes that stand")),
                broken.panel(visit),
                visit.is(Role.AUDITOR)
                    ? charts(visit)
                    : p("What ran and what was refused is drawn from the audit record, which needs"
                            + " the role auditor.")
                        .withClass("quiet"))
            .withId("overview")
            .withData("live-region", "")
            .attr("hx-get", "/console/overview")
            .attr("hx-select", "#overview")
            .attr("hx-swap", "outerHTML")
            .attr("hx-trigger", "live from:body"));
  }

  private static DomContent tile(int number, String words) {
    return div(attrs(".tile"), strong(Integer.toString(number)), span(words).withClass("quiet"));
  }

  private DomContent charts(Visit visit) {
    Hours hours = Hours.until(visit.now());
    Day day = new Day();
    return switch (hours.records(visit, operations, day::add)) {
      case Step.Refused<Boolean>(Problem problem) -> p(problem.detail());
      case Step.Passed<Boolean>(Boolean all) -> charts(hours, day, all);
    };
  }

  /// Says that not everything is drawn, where it is so.
  static DomContent cut(boolean all) {
    return iff(
        !all,
        Layout.notice(
            "wait",
            span(
                "More has happened in the last day than is drawn here: the newest %d records."
                    .formatted(Hours.MOST_RECORDS))));
  }

  private static DomContent charts(Hours hours, Day day, boolean all) {
    return div(
        attrs(".panels"),
        cut(all),
        div(
            attrs(".grid"),
            section(
                attrs(".panel"),
                h2("What ran in the last 24 hours"),
                Chart.bars("Executions in the last 24 hours", hours.labels(), day.ran())),
            section(
                attrs(".panel"),
                h2("What was refused in the last 24 hours"),
                Chart.bars("Refusals in the last 24 hours", hours.labels(), day.refused()))),
        section(
            attrs(".panel"),
            h2("Why"),
            Layout.nothing(day.reasons().isEmpty(), "Nothing was refused."),
            Lists.table(
                day.reasons().isEmpty(),
                "Why things were refused",
                COLUMNS,
                each(
                    List.copyOf(day.reasons().entrySet()),
                    (Map.Entry<String, Integer> reason) ->
                        Lists.row(
                            COLUMNS,
                            td(reason.getKey()),
                            td(Integer.toString(reason.getValue())).withClass("figure"))))));
  }
}
