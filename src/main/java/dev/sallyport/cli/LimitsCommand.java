package dev.sallyport.cli;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.UnreachableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Shows the caller's limits; lists and clears blocks for an operator.
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how much the caller may still do in each class of actions; asking costs nothing.",
      "Asks the gate at SALLYPORT_URL (default: " + ConfiguredGate.USUAL_URL + "),",
      "with the API key in SALLYPORT_KEY."
    })
final class LimitsCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Prints the gate's JSON instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  private final Map<String, String> environment;

  LimitsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /// The command with those below it.
  ///
  /// @param environment where client commands find a gate
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new LimitsCommand(environment))
        .addSubcommand(new ListBlocks(environment))
        .addSubcommand(new Clear(environment));
  }

  @Override
  public Integer call() throws UnreachableException {
    JsonNode limits;
    try (GateClient gate = ConfiguredGate.of(environment)) {
      limits = ConfiguredGate.success(gate.get("/v1/limits"));
    }
    Output out = Output.of(spec);
    if (json) {
      out.print(limits);
    } else {
      limits.path("items").forEach(item -> out.println(line(item)));
    }
    return 0;
  }

  private static String line(JsonNode item) {
    String name = item.path("class").asString("");
    String scope = item.path("scope").asString("").equals("address") ? " (address)" : "";
    String blocked = item.path("blockedUntil").asString("");
    return "%-8s %d of %d left in any %d s%s%s"
        .formatted(
            name,
            item.path("remaining").asInt(0),
            item.path("limit").asInt(0),
            item.path("windowSeconds").asInt(0),
            scope,
            blocked.isEmpty() ? "" : "; blocked until " + blocked);
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the blocks that hold now; for an operator.")
  static final class ListBlocks implements Callable<Integer> {
    @Option(names = "--json", description = "Prints the gate's JSON instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    ListBlocks(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() throws UnreachableException {
      JsonNode blocks;
      try (GateClient gate = ConfiguredGate.of(environment)) {
        blocks = ConfiguredGate.success(gate.get("/v1/limits/blocks"));
      }
      Output out = Output.of(spec);
      if (json) {
        out.print(blocks);
      } else if (blocks.path("items").isEmpty()) {
        out.println("Nobody is blocked.");
      } else {
        blocks.path("items").forEach(item -> out.println(line(item)));
      }
      return 0;
    }

    private static String line(JsonNode item) {
      return "%s %s is blocked by %s for another %d s"
          .formatted(
              item.path("scope").asString(""),
              item.path("subject").asString(""),
              item.path("policy").asString(""),
              item.path("restSeconds").asLong(0));
    }
  }

  @Command(
      name = "clear",
      mixinStandardHelpOptions = true,
      description = {
        "Forgets what was counted and blocked of one principal or one address; for an operator.",
        "It is recorded in the audit record."
      })
  static final class Clear implements Callable<Integer> {
    /// Of whom; one of the two.
    static final class Subject {
      @Option(names = "--principal", paramLabel = "NAME", description = "A principal's name.")
      private @Nullable String principal;

      @Option(
          names = "--address",
          paramLabel = "IP",
          description = "An IP address; an IPv6 address stands for its /64.")
      private @Nullable String address;
    }

    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    @Option(names = "--json", description = "Prints the gate's JSON instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    Clear(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Integer call() throws UnreachableException {
      String who = subject.principal != null ? subject.principal : String.valueOf(subject.address);
      String name = subject.principal != null ? "principal" : "address";
      JsonNode answer;
      try (GateClient gate = ConfiguredGate.of(environment)) {
        answer =
            ConfiguredGate.success(
                gate.delete(
                    "/v1/limits?%s=%s"
                        .formatted(name, URLEncoder.encode(who, StandardCharsets.UTF_8))));
      }
      Output out = Output.of(spec);
      int cleared = answer.path("cleared").asInt(0);
      if (json) {
        out.print(answer);
      } else if (cleared == 0) {
        out.println("Nothing was counted of %s %s.".formatted(name, who));
      } else {
        out.println(
            "Forgot %d window%s of %s %s, with their blocks."
                .formatted(cleared, cleared == 1 ? "" : "s", name, who));
      }
      return 0;
    }
  }
}
