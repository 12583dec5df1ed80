package dev.sallyport.cli;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.UnreachableException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells a running gate what is frozen from now on, or no longer.
abstract sealed class FreezeCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @ArgGroup(multiplicity = "1")
  private Meant meant = new Meant();

  @Option(names = "--json", description = "Prints the gate's answer instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  /// One target or all of them: neither is what a slip of the pen should mean.
  private static final class Meant {
    @Option(names = "--target", paramLabel = "T", required = true, description = "This target.")
    private @Nullable String target;

    @Option(names = "--all", required = true, description = "Every target.")
    private boolean all;
  }

  FreezeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  abstract String path();

  abstract ObjectNode body();

  @Override
  public final Integer call() throws UnreachableException {
    ObjectNode body = body();
    if (!meant.all && meant.target != null) {
      body.put("target", meant.target);
    }
    JsonNode answer = send(path(), body);
    Output out = Output.of(spec);
    if (json) {
      out.print(answer);
    } else {
      JsonNode items = answer.path("items");
      if (items.isEmpty()) {
        out.println("nothing is frozen");
      }
      for (JsonNode item : items) {
        out.println(
            "frozen  %s, by %s since %s: %s"
                .formatted(
                    item.path("target").asString("every target"),
                    item.path("by").asString("?"),
                    item.path("since").asString("?"),
                    item.path("reason").asString("?")));
      }
    }
    return 0;
  }

  private JsonNode send(String path, ObjectNode body) throws UnreachableException {
    try (GateClient gate = ConfiguredGate.of(environment)) {
      return ConfiguredGate.success(gate.post(path, body));
    }
  }

  @Command(
      name = "freeze",
      mixinStandardHelpOptions = true,
      description = {
        "Lets nothing new execute on a target, or on any, at the gate at SALLYPORT_URL",
        "(default: " + ConfiguredGate.USUAL_URL + ") with an operator's API key in SALLYPORT_KEY."
      })
  static final class Freeze extends FreezeCommand {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; shown to those who are refused.")
    private String reason = "";

    Freeze(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String path() {
      return "/v1/freeze";
    }

    @Override
    ObjectNode body() {
      return JsonMapper.shared().createObjectNode().put("reason", reason);
    }
  }

  @Command(
      name = "unfreeze",
      mixinStandardHelpOptions = true,
      description = {
        "Lifts the freeze of a target, or the one of all, at the gate at SALLYPORT_URL",
        "(default: " + ConfiguredGate.USUAL_URL + ") with an operator's API key in SALLYPORT_KEY."
      })
  static final class Unfreeze extends FreezeCommand {
    Unfreeze(Map<String, String> environment) {
      super(environment);
    }

    @Override
    String path() {
      return "/v1/unfreeze";
    }

    @Override
    ObjectNode body() {
      return JsonMapper.shared().createObjectNode();
    }
  }
}
