package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Styled;
import dev.sallyport.cli.terminal.Styled.Style;
import dev.sallyport.cli.terminal.Surroundings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A client command that begins an execution and waits for its end.
abstract class RunCommand extends ClientCommand {
  RunCommand(Surroundings surroundings) {
    super(surroundings);
  }

  static ObjectNode request(String action, String target, String key) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("action", action)
        .put("target", target)
        .put("idempotencyKey", key);
  }

  /// Sends it, waits, and tells what came of it.
  ///
  /// @param next what to do after a success; may be empty
  final ExitStatus run(Conversation gate, ObjectNode request, String next) {
    JsonNode ended = new Following(gate, surroundings(), errors()).through(request);
    return told(ended, next);
  }

  final ExitStatus told(JsonNode ended, String next) {
    ExitStatus status = Following.statusOf(ended);
    if (isJson()) {
      out().print(ended);
    } else {
      tell(ended, status, out());
      if (status == ExitStatus.DONE && !next.isEmpty()) {
        out().println(next);
      }
    }
    return status;
  }

  private static void tell(JsonNode ended, ExitStatus status, Output out) {
    JsonNode result = ended.has("eventType") ? ended.path("result") : ended;
    out.println(
        Styled.of(status == ExitStatus.DONE ? Style.GREEN : Style.RED, text(result, "state"))
            .and(
                "  change %s, execution %s"
                    .formatted(text(result, "changeId"), text(result, "executionId"))));
    String detail = result.path("detail").asString("");
    if (!detail.isEmpty()) {
      out.println("  " + detail);
    }
    result
        .path("output")
        .properties()
        .forEach(
            fact ->
                out.println(
                    "  %s: %s"
                        .formatted(
                            fact.getKey(),
                            fact.getValue().isValueNode()
                                ? fact.getValue().asString("")
                                : fact.getValue().toString())));
    if (status == ExitStatus.UNKNOWN) {
      out.println(
          "  Nobody can tell yet whether it took effect. " + NextStep.after("outcome-unknown"));
    }
  }
}
