package dev.sallyport.cli;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.UnreachableException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gate how it is.
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a running gate how it is.",
      "It is the one at SALLYPORT_URL (default: " + ConfiguredGate.USUAL_URL + "), asked with the",
      "API key in SALLYPORT_KEY."
    })
final class StatusCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Option(names = "--json", description = "Prints the gate's answer instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  StatusCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UnreachableException {
    JsonNode answer;
    try (GateClient gate = ConfiguredGate.of(environment)) {
      answer =
          ConfiguredGate.success(
              gate.execute(JsonMapper.shared().createObjectNode().put("action", "status")));
    }
    Output out = Output.of(spec);
    if (json) {
      out.print(answer);
    } else {
      tell(answer.path("result"), out);
    }
    return 0;
  }

  private static void tell(JsonNode result, Output out) {
    JsonNode caller = result.path("caller");
    out.println(
        "gate    %s, version %s; store %s; executions running: %s"
            .formatted(
                result.path("state").asString("?"),
                result.path("version").asString("?"),
                result.path("store").path("state").asString("?"),
                result.path("running").asString("?")));
    out.println(
        "caller  %s, %s; roles: %s"
            .formatted(
                caller.path("id").asString("?"),
                caller.path("kind").asString("?"),
                joined(caller.path("roles"))));
    for (JsonNode target : result.path("targets")) {
      out.println(
          "target  %s, %s; %s"
              .formatted(
                  target.path("name").asString("?"),
                  target.path("kind").asString("?"),
                  facts(target.path("description"))));
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
