package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.ul;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Store;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What became of a change: each of its executions, and how far the last one has come and what it
/// says.
final class Happened {
  private Happened() {}

  static DomContent panel(Visit visit, Store store, ObjectNode change) {
    List<JsonNode> executions = List.copyOf(change.required("executions").values());
    List<DomContent> shown = new ArrayList<>();
    executions.forEach(execution -> shown.add(li(ExecutionViews.line(visit, execution))));
    return section(
        attrs(".panel"),
        h2("What happened"),
        Layout.nothing(executions.isEmpty(), "Nothing has run yet."),
        iff(!shown.isEmpty(), ul(attrs(".plain-list"), shown.toArray(DomContent[]::new))),
        executions.isEmpty() ? span() : ExecutionLog.brief(store, id(executions.getLast())));
  }

  private static ExecutionId id(JsonNode execution) {
    return new ExecutionId(execution.required("executionId").asString());
  }
}
