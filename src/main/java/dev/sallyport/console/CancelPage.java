package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;

import dev.sallyport.change.ChangeState;
import dev.sallyport.console.Layout.Place;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.OwnChanges;
import dev.sallyport.gate.Queries;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import j2html.tags.DomContent;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *Cancel a change*: where its requester confirms that it is to end, whether it runs or not. A
/// page of its own, so that nobody ends a run by one press, and no refresh wipes away what is
/// written.
final class CancelPage {
  private static final Set<String> NOT_BEGUN =
      wires(ChangeState.AWAITING_APPROVAL, ChangeState.AWAITING_CONFIRMATION);
  private static final Set<String> RUNS =
      wires(ChangeState.APPLYING, ChangeState.DEPLOYING, ChangeState.ROLLING_BACK);
  private static final Problem NOT_YOURS =
      Problem.of(
          ProblemType.FORBIDDEN,
          "Only whoever asked for a change cancels it. An operator ends what runs by freezing its"
              + " target.");

  private final Queries queries;
  private final OwnChanges own;
  private final Layout layout;

  CancelPage(Queries queries, OwnChanges own, Layout layout) {
    this.queries = queries;
    this.own = own;
    this.layout = layout;
  }

  private static Set<String> wires(ChangeState... states) {
    return Set.of(states).stream().map(ChangeState::wire).collect(Collectors.toUnmodifiableSet());
  }

  /// On a change's or an execution's page: the way here for its requester, and for an operator the
  /// way to end what runs.
  ///
  /// @param by who asked for the change
  static DomContent way(Visit visit, String change, JsonNode by, boolean runs) {
    if (by.asString().equals(visit.principal().id().value())) {
      return p(
          a(runs ? "Cancel it, and end what runs" : "Cancel it")
              .withHref("/console/changes/" + change + "/cancel")
              .withClass("button bad"));
    }
    return iff(
        runs && visit.is(Role.OPERATOR),
        p(
            span("To end what runs, "),
            Html.link("freeze its target", "/console/targets"),
            span(" and choose to end what runs there.")));
  }

  /// The same, where the change is in a state that can be cancelled.
  static DomContent way(Visit visit, ObjectNode change) {
    String state = change.required("state").asString();
    return NOT_BEGUN.contains(state) || RUNS.contains(state)
        ? way(
            visit,
            change.required("changeId").asString(),
            change.required("requester"),
            RUNS.contains(state))
        : span();
  }

  Answer ask(Visit visit) {
    return ask(visit, Optional.empty());
  }

  Answer cancel(Visit visit, Form form) {
    String id = visit.pathPart("id");
    Operation cancel = Operation.of(own::cancel, "cancelChange").on(id);
    Optional<String> reason = form.field(Approving.REASON);
    if (reason.isPresent()) {
      cancel = cancel.saying(Approving.REASON, reason.get());
    }
    return switch (cancel.answer(visit)) {
      case Step.Passed<ObjectNode> done -> Visits.seeOther("/console/changes/" + id);
      case Step.Refused<ObjectNode>(Problem problem) -> ask(visit, Optional.of(problem));
    };
  }

  /// @param refused why it was not cancelled
  private Answer ask(Visit visit, Optional<Problem> refused) {
    String id = visit.pathPart("id");
    return switch (Operation.of(queries::change, "getChange").on(id).answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(refused.orElse(problem));
      case Step.Passed<ObjectNode>(ObjectNode change)
          when !change.required("requester").asString().equals(visit.principal().id().value()) ->
          Answer.of(NOT_YOURS);
      case Step.Passed<ObjectNode>(ObjectNode change) ->
          layout.page(
              refused.map(problem -> problem.type().status()).orElse(200),
              visit,
              Place.CHANGES,
              "Cancel a change",
              h1(span("Cancel: "), Html.theirs(change.required("command"))),
              refused
                  .<DomContent>map(why -> Layout.notice("bad", span(why.detail())))
                  .orElseGet(() -> span()),
              section(attrs(".panel"), content(visit, change)));
    };
  }

  private static DomContent content(Visit visit, ObjectNode change) {
    String address = "/console/changes/" + change.required("changeId").asString();
    String state = change.required("state").asString();
    DomContent back = Html.link("Keep it, and go back", address);
    return NOT_BEGUN.contains(state) || RUNS.contains(state)
        ? div(
            attrs(".stack"),
            p(
                RUNS.contains(state)
                    ? "It runs. A command is ended with all its processes, wherever it is in its work;"
                        + " a site, which takes a moment, goes on to its end. How it ended, its page"
                        + " says as soon as that is known."
                    : "It has not begun. Once it is cancelled, its confirm token is good for nothing,"
                        + " and nobody decides on it any more."),
            Html.post(visit, address + "/cancel")
                .withClass("stack")
                .with(
                    label("Reason").withFor(Approving.REASON),
                    input()
                        .withId(Approving.REASON)
                        .withName(Approving.REASON)
                        .withMaxlength(Integer.toString(Approving.LONGEST_REASON))
                        .attr("aria-describedby", "reason-help"),
                    p("On the record for everybody who may see this change; it may be left out.")
                        .withId("reason-help")
                        .withClass("quiet"),
                    div(attrs(".actions"), Html.submit("Cancel the change", "button bad"), back)))
        : div(
            attrs(".stack"),
            p("It is %s, so there is nothing to cancel.".formatted(state.replace('_', ' '))),
            p(back));
  }
}
