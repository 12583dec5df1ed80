package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.section;
import static j2html.TagCreator.td;

import dev.sallyport.change.ChangeState;
import dev.sallyport.console.Layout.Place;
import dev.sallyport.gate.Queries;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *Changes*: every change that this person may see, newest first.
final class ChangesPage {
  private static final List<String> COLUMNS =
      List.of("Change", "Target", "Requester", "State", "Risk", "Asked");

  /// Only what an operator let through without approvals.
  static final String BREAK_GLASS = "breakGlass";

  private final Queries queries;
  private final Layout layout;

  ChangesPage(Queries queries, Layout layout) {
    this.queries = queries;
    this.layout = layout;
  }

  Answer show(Visit visit) {
    Operation list = Operation.of(queries::changes, "listChanges");
    for (String filter : List.of("state", "target", BREAK_GLASS, "cursor")) {
      if (visit.asked(filter).isPresent()) {
        list = list.asking(filter, visit.asked(filter).get());
      }
    }
    return switch (list.answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode page) ->
          layout.page(
              visit,
              Place.CHANGES,
              "Changes",
              h1("Changes"),
              Lists.filters(
                  "/console/changes",
                  Lists.choice(
                      "state",
                      "State",
                      Arrays.stream(ChangeState.values()).map(ChangeState::wire).toList(),
                      visit.asked("state").orElse("")),
                  Lists.field("target", "Target", visit.asked("target").orElse("")),
                  Lists.only(
                      BREAK_GLASS, "Break-glass only", visit.asked(BREAK_GLASS).isPresent())),
              Lists.live("/console/changes", visit, table(visit, page)));
    };
  }

  private static DomContent table(Visit visit, ObjectNode page) {
    List<JsonNode> changes = List.copyOf(page.required("items").values());
    return section(
        attrs(".stack"),
        Layout.nothing(changes.isEmpty(), "No change is like that."),
        Lists.table(
            changes.isEmpty(), "Changes", COLUMNS, each(changes, change -> row(visit, change))),
        Lists.more("/console/changes", visit, page));
  }

  private static DomContent row(Visit visit, JsonNode change) {
    return Lists.row(
        COLUMNS,
        td(
            a().withHref("/console/changes/" + change.required("changeId").asString())
                .with(Html.theirs(change.required("command")))),
        td(Html.theirs(change.required("target"))),
        td(Html.theirs(change.required("requester"))),
        td(Html.badge(change.required("state").asString())),
        td(Html.badge(change.required("assessed").asString())),
        td(Html.moment(Instant.parse(change.required("createdAt").asString()), visit.now())));
  }
}
