package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;

import dev.sallyport.console.Layout.Place;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.gate.ExecutionQueries;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Store;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *Executions*: what ran and runs, and one with its log as it comes.
final class ExecutionsPage {
  private static final List<String> COLUMNS =
      List.of("Execution", "Target", "Action", "By", "State", "Began");

  private final Store store;
  private final News news;
  private final ExecutionQueries queries;
  private final Layout layout;

  ExecutionsPage(Store store, News news, ExecutionQueries queries, Layout layout) {
    this.store = store;
    this.news = news;
    this.queries = queries;
    this.layout = layout;
  }

  Answer list(Visit visit) {
    Operation list = Operation.of(queries::list, "listExecutions");
    for (String filter : List.of("state", "target", "cursor")) {
      if (visit.asked(filter).isPresent()) {
        list = list.asking(filter, visit.asked(filter).get());
      }
    }
    List<String> states =
        Arrays.stream(Execution.State.values()).map(Execution.State::wire).toList();
    if (visit.asked("state").filter(state -> !states.contains(state)).isPresent()) {
      return Visits.seeOther("/console/executions");
    }
    return switch (list.answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode page) ->
          layout.page(
              visit,
              Place.EXECUTIONS,
              "Executions",
              h1("Executions"),
              unknown(visit),
              Lists.filters(
                  "/console/executions",
                  Lists.choice("state", "State", states, visit.asked("state").orElse("")),
                  Lists.field("target", "Target", visit.asked("target").orElse(""))),
              Lists.live("/console/executions", visit, table(visit, page)));
    };
  }

  private DomContent unknown(Visit visit) {
    int ends = store.executions().count(Execution.State.UNKNOWN);
    return ends == 0 || visit.asked("state").filter("unknown"::equals).isPresent()
        ? span()
        : Layout.notice(
            "wait",
            span(
                ends == 1
                    ? "The end of one execution is unknown. "
                    : "The ends of %d executions are unknown. ".formatted(ends)),
            Html.link("Show them", "/console/executions?state=unknown"),
            span(". An operator says on the page of each how it ended."));
  }

  private static DomContent table(Visit visit, ObjectNode page) {
    List<JsonNode> executions = List.copyOf(page.required("items").values());
    return section(
        attrs(".stack"),
        Layout.nothing(executions.isEmpty(), "No execution is like that."),
        Lists.table(
            executions.isEmpty(),
            "Executions",
            COLUMNS,
            each(executions, execution -> row(visit, execution))),
        Lists.more("/console/executions", visit, page));
  }

  private static DomContent row(Visit visit, JsonNode execution) {
    return Lists.row(
        COLUMNS,
        td(Html.executionLink(execution.required("executionId").asString())),
        td(Html.theirs(execution.required("target"))),
        td(execution.required("action").asString()),
        td(Html.theirs(execution.required("principal"))),
        td(Html.badge(execution.required("state").asString())),
        td(
            Html.moment(Instant.parse(execution.required("startedAt").asString()), visit.now()),
            span(ExecutionViews.took(execution))));
  }

  Answer one(Visit visit) {
    return one(visit, Optional.empty());
  }

  /// @param refused why what was just said of its end does not count
  private Answer one(Visit visit, Optional<Problem> refused) {
    String id = visit.pathPart("id");
    // Asked first: what happens while the page is read is news to it.
    long said =
        Ids.isValid(ExecutionId.PREFIX, id)
            ? new ExecutionPosition(store, new ExecutionId(id)).getAsLong()
            : 0;
    return switch (find(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(refused.orElse(problem));
      case Step.Passed<ObjectNode>(ObjectNode execution) ->
          one(
              visit,
              execution,
              said + Math.min(news.of(change(execution)), visit.newest()),
              refused);
    };
  }

  private static ChangeId change(ObjectNode execution) {
    return new ChangeId(execution.required("changeId").asString());
  }

  /// What an operator says of an execution whose end is unknown.
  Answer resolve(Visit visit, Form form) {
    String id = visit.pathPart("id");
    Step<ObjectNode> resolved =
        switch (Resolving.said(Operation.of(queries::resolve, "resolveExecution").on(id), form)) {
          case Step.Refused<Operation>(Problem problem) -> Step.refuse(problem);
          case Step.Passed<Operation>(Operation resolve) -> resolve.answer(visit);
        };
    return switch (resolved) {
      case Step.Passed<ObjectNode> done -> Visits.seeOther("/console/executions/" + id);
      case Step.Refused<ObjectNode>(Problem problem) -> one(visit, Optional.of(problem));
    };
  }

  private Step<ObjectNode> find(Visit visit) {
    return Operation.of(queries::one, "getExecution").on(visit.pathPart("id")).answer(visit);
  }

  private Answer one(Visit visit, ObjectNode execution, long since, Optional<Problem> refused) {
    String id = execution.required("executionId").asString();
    String address = "/console/executions/" + id;
    String state = execution.required("state").asString();
    return layout.page(
        refused.map(problem -> problem.type().status()).orElse(200),
        visit,
        Place.EXECUTIONS,
        execution.required("action").asString() + ", " + state.replace('_', ' '),
        address + "/live?since=" + since,
        h1(
            span(execution.required("action").asString() + " on "),
            Html.theirs(execution.required("target"))),
        Resolving.refused(refused),
        div(
                iff(Resolving.isUnknown(execution), Resolving.panel(visit, address)),
                facts(visit, execution),
                ExecutionLog.of(store, new ExecutionId(id)))
            .withId("execution")
            .withClass("panels")
            .withData("live-region", "")
            .attr("hx-get", address)
            .attr("hx-select", "#execution")
            .attr("hx-swap", "outerHTML")
            .attr("hx-trigger", "live from:body"));
  }

  private DomContent facts(Visit visit, ObjectNode execution) {
    boolean runs = execution.required("state").asString().equals(Execution.State.RUNNING.wire());
    return section(
        attrs(".panel"),
        h2("How it stands"),
        runs ? asked(new ExecutionId(execution.required("executionId").asString())) : span(),
        dl(
            attrs(".facts"),
            dt("State"),
            dd(Html.badge(execution.required("state").asString())),
            dt("Change"),
            dd(Html.changeLink(execution.required("changeId").asString())),
            dt("By"),
            dd(Html.theirs(execution.required("principal"))),
            dt("Began"),
            dd(
                Html.exactly(Instant.parse(execution.required("startedAt").asString())),
                span(ExecutionViews.took(execution))),
            dt("Trace"),
            dd(Html.theirs(execution.required("traceId"))),
            iff(execution.has("detail"), dt("Detail")),
            iff(execution.has("detail"), dd(Html.theirs(execution.path("detail"))))),
        ExecutionViews.output(execution),
        runs
            ? CancelPage.way(
                visit,
                execution.required("changeId").asString(),
                execution.required("principal"),
                true)
            : span());
  }

  /// Whether somebody wants it to end.
  private DomContent asked(ExecutionId id) {
    return store
        .executions()
        .find(id)
        .flatMap(execution -> Optional.ofNullable(execution.stop()))
        .<DomContent>map(why -> Layout.notice("wait", span(ExecutionViews.ending(why))))
        .orElseGet(() -> span());
  }

  /// Where the execution is, if this person may see it: a number that grows with each line and with
  /// its end.
  Optional<LongSupplier> following(Visit visit) {
    return find(visit) instanceof Step.Passed<ObjectNode>(ObjectNode execution)
        ? Optional.of(position(execution))
        : Optional.empty();
  }

  /// Its lines and its end, and what the record has of its change: that somebody wants it to end,
  /// or has said how it ended.
  private LongSupplier position(ObjectNode execution) {
    ChangeId change = change(execution);
    LongSupplier said =
        new ExecutionPosition(store, new ExecutionId(execution.required("executionId").asString()));
    return () -> news.of(change) + said.getAsLong();
  }
}
