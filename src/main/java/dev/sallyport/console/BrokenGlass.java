package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.td;

import dev.sallyport.gate.Queries;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What operators have let through without approvals, apart from everything else.
final class BrokenGlass {
  private static final List<String> COLUMNS =
      List.of("Change", "Target", "For", "By", "Why", "When", "State");

  /// The newest changes that the panel shows.
  private static final int MOST = 10;

  private final Queries queries;

  BrokenGlass(Queries queries) {
    this.queries = queries;
  }

  DomContent panel(Visit visit) {
    return section(
        attrs(".panel"),
        h2("Break-glass: let through without approvals"),
        switch (list(visit)) {
          case Step.Refused<ObjectNode>(Problem problem) -> p(problem.detail());
          case Step.Passed<ObjectNode>(ObjectNode page) -> table(visit, page);
        });
  }

  private Step<ObjectNode> list(Visit visit) {
    return Operation.of(queries::changes, "listChanges")
        .asking(ChangesPage.BREAK_GLASS, "true")
        .asking("limit", Integer.toString(MOST))
        .answer(visit);
  }

  private DomContent table(Visit visit, ObjectNode page) {
    List<DomContent> rows = new ArrayList<>();
    for (JsonNode listed : page.required("items")) {
      String id = listed.required("changeId").asString();
      if (Operation.of(queries::change, "getChange").on(id).answer(visit)
          instanceof Step.Passed<ObjectNode>(ObjectNode change)) {
        change.path("breakGlass").forEach(broken -> rows.add(row(visit, change, broken)));
      }
    }
    return div(
        attrs(".stack"),
        Layout.nothing(rows.isEmpty(), "Nothing that you may see was let through so."),
        Lists.table(rows.isEmpty(), "Break-glass", COLUMNS, each(rows, row -> row)),
        iff(
            page.has("next"),
            p(Html.link("All of them", "/console/changes?" + ChangesPage.BREAK_GLASS + "=true"))));
  }

  private static DomContent row(Visit visit, ObjectNode change, JsonNode broken) {
    return Lists.row(
        COLUMNS,
        td(
            a().withHref("/console/changes/" + change.required("changeId").asString())
                .with(Html.theirs(change.required("command")))),
        td(Html.theirs(change.required("target"))),
        td(broken.required("action").asString()),
        td(Html.theirs(broken.required("by"))),
        td(Html.theirs(broken.required("reason"))),
        td(Html.moment(Instant.parse(broken.required("at").asString()), visit.now())),
        td(Html.badge(change.required("state").asString())));
  }
}
