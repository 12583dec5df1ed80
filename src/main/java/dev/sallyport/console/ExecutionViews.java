package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.div;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.span;

import dev.sallyport.console.text.Visible;
import dev.sallyport.target.Run.Stop;
import j2html.tags.DomContent;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// How one execution is shown.
final class ExecutionViews {
  private ExecutionViews() {}

  /// In a list: what ran, how it ended, its output.
  static DomContent line(Visit visit, JsonNode execution) {
    Instant started = Instant.parse(execution.required("startedAt").asString());
    return div(
        p(
            a(execution.required("action").asString())
                .withHref("/console/executions/" + execution.required("executionId").asString()),
            span(" "),
            Html.badge(execution.required("state").asString()),
            span(" "),
            Html.moment(started, visit.now()),
            span(took(execution))),
        iff(execution.has("detail"), p(Html.theirs(execution.path("detail"))).withClass("quiet")),
        output(execution));
  }

  /// What the target reported, as JSON.
  static DomContent output(JsonNode execution) {
    JsonNode output = execution.required("output");
    return iff(
        !output.isEmpty(),
        pre()
            .withClass("output")
            .withTabindex(0)
            .attr("role", "region")
            .attr("aria-label", "Output of " + execution.required("action").asString())
            .with(Visible.parts(output.toPrettyString())));
  }

  /// Why it has been asked to end.
  static String ending(Stop why) {
    return switch (why) {
      case CANCELLED -> "The change is cancelled: it has been asked to end.";
      case FROZEN -> "The target is frozen: it has been asked to end.";
      case GATE_STOPPING, LEASE_LOST -> "It has been asked to end.";
    };
  }

  static String took(JsonNode execution) {
    if (!execution.has("endedAt")) {
      return "";
    }
    Duration took =
        Duration.between(
            Instant.parse(execution.required("startedAt").asString()),
            Instant.parse(execution.required("endedAt").asString()));
    return took.toSeconds() < 10
        ? ", took %d ms".formatted(took.toMillis())
        : ", took " + Html.lasting(took);
  }
}
