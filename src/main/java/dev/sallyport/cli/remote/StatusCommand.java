package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gate how it is.
@Command(name = "status", description = "Asks a running gate how it is.")
final class StatusCommand extends AskingCommand {
  StatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  JsonNode ask(Conversation gate) {
    return gate.read(JsonMapper.shared().createObjectNode().put("action", "status"));
  }

  @Override
  void tell(JsonNode answer, Output out) {
    JsonNode result = answer.path("result");
    JsonNode caller = result.path("caller");
    out.println(
        "gate    %s, version %s; store %s; executions running: %s"
            .formatted(
                text(result, "state"),
                text(result, "version"),
                text(result.path("store"), "state"),
                text(result, "running")));
    out.println(
        "caller  %s, %s; roles: %s"
            .formatted(text(caller, "id"), text(caller, "kind"), joined(caller.path("roles"))));
    for (JsonNode target : result.path("targets")) {
      out.println(
          "target  %s, %s; %s"
              .formatted(
                  text(target, "name"), text(target, "kind"), facts(target.path("description"))));
    }
  }

  private static String joined(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asString)
        .collect(Collectors.joining(", "));
  }

  private static String facts(JsonNode description) {
    return description.properties().stream()
        .map(fact -> fact.getKey() + " " + fact.getValue().asString(""))
        .collect(Collectors.joining(", "));
  }
}
