package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Styled;
import dev.sallyport.cli.terminal.Styled.Style;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A plan as a person reads it before confirming: what would happen, how safe that is and why, and
/// the whole diff.
final class PlanText {
  private PlanText() {}

  /// @param result of a preview, a plan, or a change that is shown
  static List<Styled> of(JsonNode result, String target) {
    List<Styled> lines = new ArrayList<>();
    JsonNode plan = result.path("plan");
    JsonNode safety = result.path("safety");
    lines.add(Styled.of(Style.BOLD, plan.path("summary").asString("?")));
    lines.add(fact("target", "%s at %s".formatted(target, plan.path("base").asString("?"))));
    lines.add(fact("safety", safety(safety)));
    for (JsonNode reason : safety.path("reasons")) {
      lines.add(fact("", reason.asString("")));
    }
    lines.add(fact("plan", plan.path("hash").asString("?")));
    if (result.has("changeId")) {
      lines.add(fact("change", result.path("changeId").asString("?")));
    }
    JsonNode approvals = result.path("approvals");
    if (approvals.path("required").asInt(0) > 0) {
      lines.add(
          fact(
              "approvals",
              "%d of %d given"
                  .formatted(
                      approvals.path("given").asInt(0), approvals.path("required").asInt(0))));
      for (JsonNode group : approvals.path("groups")) {
        lines.add(
            fact(
                "",
                "%s: %d missing"
                    .formatted(group.path("group").asString("?"), group.path("missing").asInt(0))));
      }
    }
    if (result.has("confirmNumber")) {
      lines.add(
          fact(
              "number",
              "%d, which whoever approves will ask you for"
                  .formatted(result.path("confirmNumber").asInt())));
    }
    for (JsonNode broken : result.path("breakGlass")) {
      lines.add(
          fact(
              "no consent",
              "%s let %s through without approvals: %s"
                  .formatted(
                      broken.path("by").asString("?"),
                      broken.path("action").asString("?"),
                      broken.path("reason").asString("?"))));
    }
    lines.add(Styled.plain(""));
    lines.addAll(diff(plan));
    return lines;
  }

  /// The diff alone.
  static List<Styled> diff(JsonNode plan) {
    String diff = plan.path("diff").asString("");
    List<Styled> lines = new ArrayList<>();
    // Only a line feed ends a line of a diff; a lone carriage return is content and shows as such.
    String[] split =
        (diff.endsWith("\n") ? diff.substring(0, diff.length() - 1) : diff).split("\n", -1);
    for (String line : split) {
      String shown = line.endsWith("\r") ? line.substring(0, line.length() - 1) + "^M" : line;
      lines.add(Styled.of(styleOf(line), shown));
    }
    return diff.isEmpty() ? List.of() : lines;
  }

  private static Style styleOf(String line) {
    if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("diff ")) {
      return Style.BOLD;
    }
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+' -> Style.GREEN;
      case '-' -> Style.RED;
      case '@' -> Style.CYAN;
      default -> Style.PLAIN;
    };
  }

  private static String safety(JsonNode safety) {
    String declared = safety.path("declared").asString("");
    return "%s%s, %s"
        .formatted(
            safety.path("assessed").asString("?"),
            declared.isEmpty() ? "" : " (declared " + declared + ")",
            safety.path("reversibility").asString("?"));
  }

  private static Styled fact(String name, String text) {
    return Styled.of(Style.DIM, "%-10s".formatted(name)).and(text);
  }
}
