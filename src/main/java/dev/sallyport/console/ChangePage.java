package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;

import dev.sallyport.console.Layout.Place;
import dev.sallyport.console.diff.DiffView;
import dev.sallyport.console.text.Visible;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Ids;
import dev.sallyport.gate.Decisions;
import dev.sallyport.gate.History;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.WaitingChanges;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *A change*: the whole plan, what is missing before it can run, who decided what, and what
/// happened afterwards; and the decision itself.
final class ChangePage {
  private static final String SIDE_BY_SIDE = "side-by-side";
  private static final Problem UNEXPLAINED =
      Problem.of(
          ProblemType.INVALID_REQUEST, "Say why you reject it; the reason is on the record.");

  private final Store store;
  private final News news;
  private final Queries queries;
  private final Decisions decisions;
  private final WaitingChanges waiting;
  private final History history;
  private final Layout layout;

  ChangePage(
      Store store,
      News news,
      Queries queries,
      Decisions decisions,
      WaitingChanges waiting,
      History history,
      Layout layout) {
    this.store = store;
    this.news = news;
    this.queries = queries;
    this.decisions = decisions;
    this.waiting = waiting;
    this.history = history;
    this.layout = layout;
  }

  /// What was just sent and does not count, and why.
  private record Declined(Problem why, Form form) {}

  Answer show(Visit visit) {
    return show(visit, Optional.empty());
  }

  Answer approve(Visit visit, Form form) {
    return decide(visit, form, Operation.of(decisions::approve, "approveChange"));
  }

  Answer reject(Visit visit, Form form) {
    return form.field(Approving.REASON).isEmpty()
        ? show(visit, Optional.of(new Declined(UNEXPLAINED, form)))
        : decide(visit, form, Operation.of(decisions::reject, "rejectChange"));
  }

  private Answer decide(Visit visit, Form form, Operation operation) {
    String id = visit.pathPart("id");
    return switch (said(visit, form, operation.on(id)).answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) ->
          show(visit, Optional.of(new Declined(problem, form)));
      case Step.Passed<ObjectNode> done -> Visits.seeOther("/console/changes/" + id);
    };
  }

  /// The decision with what its form says; what is missing it asks for.
  private static Operation said(Visit visit, Form form, Operation operation) {
    Operation decision = operation.saying(Approving.PLAN, form.field(Approving.PLAN).orElse(""));
    Optional<String> reason = form.field(Approving.REASON);
    if (reason.isPresent()) {
      decision = decision.saying(Approving.REASON, reason.get());
    }
    Optional<String> number =
        form.field(Approving.NUMBER).filter(text -> text.matches("[0-9]{1,2}"));
    if (number.isPresent() && operation.name().equals("approveChange")) {
      decision = decision.saying("confirmNumber", Integer.parseInt(number.get()));
    }
    Optional<Shown> shown = Shown.in(form);
    return shown.isPresent() ? shown.get().addTo(decision, visit.now()) : decision;
  }

  private Answer show(Visit visit, Optional<Declined> declined) {
    String id = visit.pathPart("id");
    // Asked first: what happens while the page is read is news to it.
    long since = Ids.isValid(ChangeId.PREFIX, id) ? position(id).getAsLong() : 0;
    return switch (Operation.of(queries::change, "getChange").on(id).answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) ->
          Answer.of(declined.map(Declined::why).orElse(problem));
      case Step.Passed<ObjectNode>(ObjectNode change) ->
          layout.page(
              declined.map(one -> one.why().type().status()).orElse(200),
              visit,
              Place.CHANGES,
              change.required("command").asString(),
              "/console/changes/%s/live?since=%d".formatted(id, since),
              content(visit, change, declined));
    };
  }

  private DomContent[] content(Visit visit, ObjectNode change, Optional<Declined> declined) {
    String id = change.required("changeId").asString();
    String reason = declined.flatMap(one -> one.form().field(Approving.REASON)).orElse("");
    return new DomContent[] {
      head(visit, change),
      declined
          .<DomContent>map(one -> Layout.notice("bad", span(one.why().detail())))
          .orElseGet(() -> span()),
      div(
          attrs(".change"),
          section(attrs(".plan"), plan(visit, change, declined)).attr("aria-label", "The plan"),
          div(
                  attrs(".standing"),
                  Approving.panel(
                      visit, change, waiting.part(new ChangeId(id), visit.principal()), reason),
                  broken(visit, change),
                  facts(visit, change),
                  Happened.panel(visit, store, change),
                  Timeline.panel(visit, events(visit, id)))
              .withId("standing")
              .withData("live-region", "")
              .attr("hx-get", "/console/changes/" + id)
              .attr("hx-select", "#standing")
              .attr("hx-swap", "outerHTML")
              .attr("hx-trigger", "live from:body"))
    };
  }

  private Step<ObjectNode> events(Visit visit, String id) {
    return Operation.of(history::answer, "getChange").on(id).answer(visit);
  }

  private static DomContent head(Visit visit, ObjectNode change) {
    Instant asked = Instant.parse(change.required("createdAt").asString());
    return div(
        attrs(".page-head"),
        h1(Html.theirs(change.required("command"))),
        p(
            Html.theirs(change.required("requester")),
            span(Approving.asks(change)),
            strong(Html.theirs(change.required("target"))),
            span(", "),
            Html.moment(asked, visit.now())));
  }

  private static DomContent[] plan(Visit visit, ObjectNode change, Optional<Declined> declined) {
    JsonNode plan = change.required("plan");
    String diff = plan.required("diff").asString();
    boolean split = visit.asked("view").filter(SIDE_BY_SIDE::equals).isPresent();
    int marks = Visible.marks(diff) + Visible.marks(change.required("command").asString());
    List<DomContent> parts = new ArrayList<>();
    parts.add(h2("The plan"));
    parts.add(p(Html.theirs(plan.required("summary"))));
    parts.add(iff(marks > 0, hidden(marks)));
    parts.add(views(change.required("changeId").asString(), split));
    parts.add(DiffView.of(diff, split));
    parts.add(p("This is the whole plan: nothing of it is left out.").withClass("quiet"));
    Shown now = Shown.of(parts, visit.now());
    Shown shown =
        declined.flatMap(one -> Shown.in(one.form())).map(Shown::since).map(now::since).orElse(now);
    parts.add(shown.fields(Approving.FORM));
    parts.add(Shown.hidden(Approving.PLAN, plan.required("hash").asString(), Approving.FORM));
    return parts.toArray(DomContent[]::new);
  }

  private static DomContent hidden(int marks) {
    return Layout.notice(
        "wait",
        strong(marks == 1 ? "1 character is marked. " : marks + " characters are marked. "),
        span(
            "They cannot be seen, change how others are seen, or look like other letters. Each is"
                + " shown with its number."));
  }

  private static DomContent views(String id, boolean split) {
    String here = "/console/changes/" + id;
    return nav(
            attrs(".views"),
            a("Line by line").withHref(here).condAttr(!split, "aria-current", "true"),
            a("Side by side")
                .withHref(here + "?view=" + SIDE_BY_SIDE)
                .condAttr(split, "aria-current", "true"))
        .attr("aria-label", "How the diff is shown");
  }

  private static DomContent facts(Visit visit, ObjectNode change) {
    JsonNode plan = change.required("plan");
    JsonNode safety = change.required("safety");
    Optional<String> left = Approving.left(change.required("approvals"), visit.now());
    return section(
        attrs(".panel"),
        h2("How it stands"),
        dl(
            attrs(".facts"),
            dt("State"),
            dd(Html.badge(change.required("state").asString())),
            dt("Approvals"),
            dd(
                span(Approving.count(change.required("approvals"))),
                Approving.groups(change.required("approvals"))),
            iff(change.has("policy"), dt("Policy")),
            iff(change.has("policy"), dd(Policy.of(change.path("policy")))),
            iff(left.isPresent(), dt("Time left")),
            iff(left.isPresent(), dd(left.orElse(""))),
            iff(change.has("confirmNumber"), dt("Your number")),
            iff(change.has("confirmNumber"), dd(change.path("confirmNumber").toString())),
            dt("Safety"),
            dd(
                Html.badge(safety.required("assessed").asString()),
                span(" " + safety.required("reversibility").asString().replace('-', ' ')),
                iff(
                    safety.has("declared"),
                    span(", declared " + safety.path("declared").asString("")))),
            dt("Why"),
            dd(WaitingPage.reasons(safety)),
            dt("Plan hash"),
            dd(code(plan.required("hash").asString()).withClass("hash")),
            dt("Starts from"),
            dd(code(Html.theirs(plan.required("base"))).withClass("hash")),
            dt("Change"),
            dd(code(change.required("changeId").asString()).withClass("hash")),
            dt("Key"),
            dd(Html.theirs(change.required("idempotencyKey"))),
            iff(change.has("actor"), dt("Says it is")),
            iff(change.has("actor"), dd(Visible.of(change.path("actor").toString())))),
        CancelPage.way(visit, change));
  }

  /// Where an operator let it through without approvals: who, and why.
  private static DomContent broken(Visit visit, ObjectNode change) {
    List<JsonNode> broken = List.copyOf(change.path("breakGlass").values());
    return each(
        broken,
        one ->
            Layout.notice(
                "wait",
                strong("Break-glass: "),
                Html.theirs(one.required("by")),
                span(
                    " let its %s through without approvals "
                        .formatted(one.required("action").asString())),
                Html.moment(Instant.parse(one.required("at").asString()), visit.now()),
                span(": "),
                Html.theirs(one.required("reason"))));
  }

  /// Where the change is, if this person may see it: a number that grows with whatever happens, and
  /// with each line that its executions say.
  Optional<LongSupplier> following(Visit visit) {
    return Operation.of(queries::change, "getChange").on(visit.pathPart("id")).answer(visit)
            instanceof Step.Passed<ObjectNode>(ObjectNode change)
        ? Optional.of(position(change.required("changeId").asString()))
        : Optional.empty();
  }

  private LongSupplier position(String id) {
    return new ChangePosition(store, news, new ChangeId(id));
  }
}
