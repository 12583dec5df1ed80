package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.ul;

import dev.sallyport.change.Change;
import dev.sallyport.console.Layout.Place;
import dev.sallyport.console.text.Visible;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.WaitingChanges;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *Waiting for you*: the changes that need this person's decision.
final class WaitingPage {
  private final Queries queries;
  private final WaitingChanges waiting;
  private final Layout layout;

  WaitingPage(Queries queries, WaitingChanges waiting, Layout layout) {
    this.queries = queries;
    this.waiting = waiting;
    this.layout = layout;
  }

  Answer show(Visit visit) {
    WaitingChanges.Found found = waiting.of(visit.principal());
    List<DomContent> cards = new ArrayList<>();
    found.asked().forEach(change -> card(visit, change.id()).ifPresent(cards::add));
    return layout.page(
        visit,
        Place.WAITING,
        cards.isEmpty() ? "Nothing waits for you" : cards.size() + " waiting for you",
        section(
                h1("Waiting for you"),
                iff(
                    !visit.is(Role.APPROVER),
                    p("Your key does not have the role approver, so nothing waits for you.")
                        .withClass("quiet")),
                Layout.nothing(cards.isEmpty(), "Nothing waits for your decision."),
                ul(cards.toArray(DomContent[]::new)).withClass("cards"),
                iff(
                    found.more(),
                    p("There may be more: older ones come up once these are decided.")
                        .withClass("quiet")),
                iff(!found.own().isEmpty(), own(found.own())))
            .withId("waiting")
            .withData("live-region", "")
            .attr("hx-get", "/console/waiting")
            .attr("hx-select", "#waiting")
            .attr("hx-swap", "outerHTML")
            .attr("hx-trigger", "live from:body"));
  }

  private Optional<DomContent> card(Visit visit, ChangeId change) {
    String id = change.value();
    return switch (Operation.of(queries::change, "getChange").on(id).answer(visit)) {
      case Step.Refused<ObjectNode> gone -> Optional.empty();
      case Step.Passed<ObjectNode>(ObjectNode found) -> Optional.of(card(visit, id, found));
    };
  }

  private static DomContent card(Visit visit, String id, ObjectNode change) {
    JsonNode safety = change.required("safety");
    JsonNode approvals = change.required("approvals");
    Instant asked = Instant.parse(change.required("createdAt").asString());
    return li(
        attrs(".card"),
        div(
            attrs(".card-head"),
            h2(
                a().withHref("/console/changes/" + id)
                    .withId("open-" + id)
                    .with(Html.theirs(change.required("command")))),
            Html.badge(safety.required("assessed").asString())),
        p(
            Html.theirs(change.required("requester")),
            span(Approving.asks(change)),
            Html.theirs(change.required("target")),
            span(", "),
            Html.moment(asked, visit.now())),
        p(Html.theirs(change.required("plan").required("summary"))),
        dl(
            attrs(".facts"),
            dt("Risk"),
            dd(
                span(safety.required("assessed").asString() + ", "),
                span(safety.required("reversibility").asString().replace('-', ' '))),
            dt("Why"),
            dd(reasons(safety)),
            dt("Approvals"),
            dd(Approving.count(approvals)),
            dt("Time left"),
            dd(Approving.left(approvals, visit.now()).orElse("no end is set"))));
  }

  static DomContent reasons(JsonNode safety) {
    JsonNode reasons = safety.required("reasons");
    return reasons.isEmpty()
        ? span("Nothing raised it.").withClass("quiet")
        : ul(each(List.copyOf(reasons.values()), reason -> li(Html.theirs(reason))));
  }

  private static DomContent own(List<Change> own) {
    return section(
        h2("Asked for by you, waiting for others"),
        ul(
            attrs(".plain-list"),
            each(
                own,
                change ->
                    li(
                        a().withHref("/console/changes/" + change.id().value())
                            .with(Visible.of(change.command())),
                        span(" on "),
                        Visible.of(change.target().value())))));
  }
}
