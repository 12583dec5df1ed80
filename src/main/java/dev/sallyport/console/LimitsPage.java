package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;

import dev.sallyport.console.Layout.Place;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Operations;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import j2html.tags.DomContent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// *Limits*: how much of each this person has used, for operators the blocks that hold, and for
/// auditors use and blocks over time.
final class LimitsPage {
  private static final List<String> COLUMNS = List.of("Who", "Limit", "Ends", "Lift");

  private final Operations operations;
  private final Layout layout;

  LimitsPage(Operations operations, Layout layout) {
    this.operations = operations;
    this.layout = layout;
  }

  Answer show(Visit visit) {
    return show(visit, Optional.empty());
  }

  Answer clear(Visit visit, Form form) {
    String scope = form.field("scope").orElse("");
    if (!List.of("principal", "address").contains(scope)) {
      return show(
          visit,
          Optional.of(Problem.of(ProblemType.INVALID_REQUEST, "Say whose block is to be lifted.")));
    }
    Operation clear =
        Operation.of(operations::clear, "clearLimits")
            .asking(scope, form.field("subject").orElse(""));
    return switch (clear.answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> show(visit, Optional.of(problem));
      case Step.Passed<ObjectNode> done -> Visits.seeOther("/console/limits");
    };
  }

  private Answer show(Visit visit, Optional<Problem> refused) {
    return switch (Operation.of(operations::limits, "getLimits").answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode limits) ->
          layout.page(
              refused.map(problem -> problem.type().status()).orElse(200),
              visit,
              Place.LIMITS,
              "Limits",
              h1("Limits"),
              refused
                  .<DomContent>map(why -> Layout.notice("bad", span(why.detail())))
                  .orElseGet(() -> span()),
              section(
                  attrs(".panel"),
                  h2("Your use"),
                  div(
                      attrs(".grid"),
                      each(List.copyOf(limits.required("items").values()), LimitsPage::use))),
              iff(visit.is(Role.OPERATOR), blocks(visit)),
              visit.is(Role.AUDITOR)
                  ? LimitDay.panels(visit, operations)
                  : p("How limits were used over time is drawn from the audit record, which needs the"
                          + " role auditor.")
                      .withClass("quiet"));
    };
  }

  private static DomContent use(JsonNode limit) {
    int most = limit.required("limit").asInt();
    int used = most - limit.required("remaining").asInt();
    String words =
        "%s: %d of %d in %s used"
            .formatted(
                limit.required("class").asString(),
                used,
                most,
                Html.lasting(Duration.ofSeconds(limit.required("windowSeconds").asLong())));
    return div(
        attrs(".stack"),
        p(
            span(words),
            iff(limit.has("blockedUntil"), span(" ")),
            iff(limit.has("blockedUntil"), Html.badge("blocked"))),
        Chart.meter(words, used, most));
  }

  private DomContent blocks(Visit visit) {
    return switch (Operation.of(operations::blocks, "listBlocks").answer(visit)) {
      case Step.Refused<ObjectNode>(Problem problem) -> p(problem.detail());
      case Step.Passed<ObjectNode>(ObjectNode found) -> {
        List<JsonNode> blocks = List.copyOf(found.required("items").values());
        yield section(
            attrs(".panel"),
            h2("Blocks that hold"),
            Layout.nothing(blocks.isEmpty(), "Nobody is blocked."),
            Lists.table(
                blocks.isEmpty(), "Blocks", COLUMNS, each(blocks, block -> row(visit, block))));
      }
    };
  }

  private static DomContent row(Visit visit, JsonNode block) {
    Duration rest = Duration.ofSeconds(block.required("restSeconds").asLong());
    return Lists.row(
        COLUMNS,
        td(span(block.required("scope").asString() + " "), Html.theirs(block.required("subject"))),
        td(Html.theirs(block.required("policy"))),
        td("in " + Html.lasting(rest)),
        td(
            Html.post(visit, "/console/limits/clear")
                .with(
                    input()
                        .withType("hidden")
                        .withName("scope")
                        .withValue(block.required("scope").asString()),
                    input()
                        .withType("hidden")
                        .withName("subject")
                        .withValue(block.required("subject").asString()),
                    Html.submit("Lift for " + block.required("subject").asString(), "button"))));
  }
}
