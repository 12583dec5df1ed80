package dev.sallyport.cli;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import java.net.URI;
import java.net.URISyntaxException;
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
      "Asks the gate at SALLYPORT_URL (default: " + StatusCommand.USUAL_URL + ") how it is,",
      "with the API key in SALLYPORT_KEY."
    })
final class StatusCommand implements Callable<Integer> {
  static final String USUAL_URL = "http://127.0.0.1:7410";

  private static final String URL = "SALLYPORT_URL";
  private static final String KEY = "SALLYPORT_KEY";

  private final Map<String, String> environment;

  @Option(names = "--json", description = "Prints the gate's answer instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  StatusCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UnreachableException {
    try (GateClient gate = new GateClient(url(), key())) {
      Reply reply = gate.execute(JsonMapper.shared().createObjectNode().put("action", "status"));
      if (!reply.isOk()) {
        throw new CommandException(
            "The gate answered %d %s: %s".formatted(reply.status(), reply.slug(), reply.detail()));
      }
      Output out = Output.of(spec);
      if (json) {
        out.print(reply.body());
      } else {
        tell(reply.result(), out);
      }
      return 0;
    } catch (IllegalArgumentException e) {
      throw new CommandException(URL + " is not the URL of a gate: " + e.getMessage() + ".");
    }
  }

  private URI url() {
    try {
      return new URI(environment.getOrDefault(URL, USUAL_URL).strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a gate's URL looks like " + USUAL_URL, e);
    }
  }

  private String key() {
    String key = environment.getOrDefault(KEY, "").strip();
    if (key.isEmpty()) {
      throw new CommandException(
          "SALLYPORT_KEY holds no API key; make one with sallyport keys create and export it.");
    }
    if (!key.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
      throw new CommandException("SALLYPORT_KEY does not hold an API key; one begins with spk_.");
    }
    return key;
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
