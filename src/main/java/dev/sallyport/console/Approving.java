package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.button;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.textarea;
import static j2html.TagCreator.ul;

import dev.sallyport.domain.Action;
import dev.sallyport.gate.WaitingChanges.Part;
import j2html.tags.DomContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of a change's page on which somebody decides.
final class Approving {
  static final String PLAN = "planHash";
  static final String REASON = "reason";
  static final String NUMBER = "number";

  /// The form's id: what belongs to it stands in other places too.
  static final String FORM = "decision";

  static final int LONGEST_REASON = 1_000;

  private Approving() {}

  static String count(JsonNode approvals) {
    int required = approvals.required("required").asInt();
    int given = approvals.required("given").asInt();
    int missing = Math.max(0, required - given);
    return required == 0
        ? "none needed"
        : "%d of %d given, %s"
            .formatted(given, required, missing == 0 ? "none missing" : missing + " missing");
  }

  /// What the requester wants, between their name and the target's.
  static String asks(ObjectNode change) {
    if (change.required("approvals").path("action").asString("").equals(Action.DEPLOY.wire())) {
      return " asks to deploy what is applied on ";
    }
    return change.required("operation").asString().equals("rollback")
        ? " asks to take back the last change of "
        : " asks to change ";
  }

  /// @param reason what the person has written already
  static DomContent panel(Visit visit, ObjectNode change, Part part, String reason) {
    DomContent content =
        switch (part) {
          case NO_ROUND -> p("This change takes no decisions now.");
          case OWN ->
              p(
                  "You asked for this change. Nobody decides on a change of their own; another person"
                      + " has to.");
          case APPROVED -> p("You have approved this plan. " + missing(change));
          case NO_APPROVER -> p("Deciding needs the role approver, which your key does not have.");
          case ASKED -> form(visit, change, reason);
          case NOT_NEEDED ->
              div(
                  attrs(".stack"),
                  p(
                      "Your approval is not what is missing: the policy asks for other groups than yours,"
                          + " or enough of yours have approved. You may still reject."),
                  form(visit, change, reason));
        };
    return section(attrs(".panel"), h2("Your decision"), content);
  }

  private static String missing(ObjectNode change) {
    JsonNode approvals = change.required("approvals");
    int missing = approvals.required("required").asInt() - approvals.required("given").asInt();
    return missing == 1 ? "One more person has to." : missing + " more people have to.";
  }

  private static DomContent form(Visit visit, ObjectNode change, String reason) {
    String address = "/console/changes/" + change.required("changeId").asString();
    return Html.post(visit, address + "/approve")
        .withId(FORM)
        .withClass("stack")
        .with(
            number(change),
            label("Reason").withFor(REASON),
            textarea(reason)
                .withId(REASON)
                .withName(REASON)
                .withRows("3")
                .withMaxlength(Integer.toString(LONGEST_REASON))
                .attr("aria-describedby", "reason-help"),
            p("Needed to reject. It is on the record for everybody who may see this change.")
                .withId("reason-help")
                .withClass("quiet"),
            div(
                attrs(".actions"),
                button("Approve").withType("submit").withClass("button"),
                button("Reject")
                    .withType("submit")
                    .withClass("button bad")
                    .attr("formnovalidate", "formnovalidate")
                    .attr("formaction", address + "/reject")));
  }

  /// For what is assessed high: the number that the requester was shown.
  private static DomContent number(ObjectNode change) {
    boolean high = change.required("safety").required("assessed").asString().equals("high");
    return iff(
        high,
        div(
            attrs(".stack"),
            label("The requester's number").withFor(NUMBER),
            input()
                .withId(NUMBER)
                .withName(NUMBER)
                .withMaxlength("2")
                .isRequired()
                .attr("pattern", "[0-9]{2}")
                .withTitle("Two digits")
                .attr("inputmode", "numeric")
                .attr("autocomplete", "off")
                .attr("aria-describedby", "number-help"),
            p("Two digits. Ask the requester for it, so that both of you mean the same change. Rejecting"
                    + " needs none.")
                .withId("number-help")
                .withClass("quiet")));
  }

  /// How much longer decisions are taken, or what was approved holds; empty where nothing says so.
  static Optional<String> left(JsonNode approvals, Instant now) {
    if (!approvals.has("expiresAt")) {
      return Optional.empty();
    }
    Duration left =
        Duration.between(now, Instant.parse(approvals.required("expiresAt").asString()));
    return Optional.of(left.isNegative() ? "none" : Html.lasting(left));
  }

  /// How each group that must agree stands.
  static DomContent groups(JsonNode approvals) {
    return iff(
        approvals.has("groups"),
        ul(
            each(
                List.copyOf(approvals.path("groups").values()),
                group ->
                    li(
                        "%s: %d of %d"
                            .formatted(
                                group.required("group").asString(),
                                group.required("given").asInt(),
                                group.required("required").asInt())))));
  }
}
