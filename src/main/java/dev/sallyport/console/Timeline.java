package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A change's history, as its audit records tell it.
final class Timeline {
  private Timeline() {}

  static DomContent panel(Visit visit, Step<ObjectNode> history) {
    return section(
        attrs(".panel"),
        h2("History"),
        switch (history) {
          case Step.Refused<ObjectNode>(Problem problem) -> p(problem.detail());
          case Step.Passed<ObjectNode>(ObjectNode found) -> list(visit, found);
        });
  }

  private static DomContent list(Visit visit, ObjectNode found) {
    List<JsonNode> records = List.copyOf(found.required("items").values());
    return ol(
        attrs(".timeline"),
        iff(
            found.required("cut").asBoolean(),
            li("There are older records of it: the audit record has all.")),
        each(records, record -> item(visit, record)));
  }

  private static DomContent item(Visit visit, JsonNode record) {
    JsonNode details = record.path("details");
    String event = record.path("event").asString("");
    return li(
            strong(words(event)),
            iff(record.has("principal"), span(" by ")),
            iff(record.has("principal"), Html.theirs(record.path("principal"))),
            span(" "),
            Html.moment(Instant.parse(record.required("at").asString()), visit.now()),
            iff(details.has("reason"), p(Html.theirs(details.path("reason"))).withClass("said")),
            span("record " + record.required("sequence").asLong()).withClass("quiet"))
        .withClass(event.substring(event.indexOf('.') + 1));
  }

  /// The event's name as words, such as "token used".
  static String words(String event) {
    return event.replace('.', ' ').replace('_', ' ');
  }
}
