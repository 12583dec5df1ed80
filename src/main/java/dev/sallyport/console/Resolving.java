package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.fieldset;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.legend;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.text;
import static j2html.TagCreator.textarea;

import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.Role;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The part of an execution's page on which an operator says how it ended, where nobody else can
/// tell.
final class Resolving {
  private static final String OUTCOME = "outcome";
  private static final String REASON = "reason";
  private static final List<String> OUTCOMES =
      List.of(Outcome.SUCCEEDED.wire(), Outcome.FAILED.wire());

  private Resolving() {}

  static boolean isUnknown(ObjectNode execution) {
    return execution.required("state").asString().equals(Outcome.UNKNOWN.wire());
  }

  /// The operation with what the form says, or what the form does not say yet.
  static Step<Operation> said(Operation resolve, Form form) {
    Optional<String> outcome = form.field(OUTCOME).filter(OUTCOMES::contains);
    if (outcome.isEmpty()) {
      return Step.refuse(
          ProblemType.INVALID_REQUEST, "Choose what became of it: it succeeded, or it failed.");
    }
    Optional<String> reason = form.field(REASON);
    if (reason.isEmpty()) {
      return Step.refuse(
          ProblemType.INVALID_REQUEST, "Say how you know; the reason is on the record.");
    }
    return Step.pass(resolve.saying(OUTCOME, outcome.get()).saying(REASON, reason.get()));
  }

  static DomContent panel(Visit visit, String address) {
    return section(
        attrs(".panel"),
        h2("How did it end?"),
        p(
            "Neither the gate nor the target can tell, so the target stays held. Look first: make sure"
                + " that nothing of the run is still at work, and what the target shows."),
        visit.is(Role.OPERATOR)
            ? form(visit, address)
            : p("Saying how it ended needs the role operator, which your key does not have.")
                .withClass("quiet"));
  }

  /// Why what was sent does not count.
  static DomContent refused(Optional<Problem> problem) {
    return problem
        .<DomContent>map(why -> Layout.notice("bad", text(why.detail())))
        .orElseGet(() -> text(""));
  }

  private static DomContent form(Visit visit, String address) {
    return Html.post(visit, address + "/resolve")
        .withClass("stack")
        .with(
            fieldset(
                legend("What became of it"),
                choice(Outcome.SUCCEEDED.wire(), "It succeeded: the target has it"),
                choice(Outcome.FAILED.wire(), "It failed: the target does not have it")),
            label("How you know").withFor(REASON),
            textarea()
                .withId(REASON)
                .withName(REASON)
                .withRows("3")
                .withMaxlength(Integer.toString(Approving.LONGEST_REASON))
                .isRequired()
                .attr("aria-describedby", "reason-help"),
            p("It is on the record for everybody who may see this execution. It is said once: nobody"
                    + " takes it back.")
                .withId("reason-help")
                .withClass("quiet"),
            div(attrs(".actions"), Html.submit("Put it on the record", "button")));
  }

  private static DomContent choice(String outcome, String words) {
    return label(
            input().withType("radio").withName(OUTCOME).withValue(outcome).isRequired(),
            text(words))
        .withClass("choice");
  }
}
