package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Shows the caller's limits; lists and clears blocks for an operator.
@Command(
    name = "limits",
    description =
        "Shows how much the caller may still do in each class of actions; asking costs nothing.")
final class LimitsCommand extends AskingCommand {
  LimitsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /// The command with those below it.
  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new LimitsCommand(surroundings))
        .addSubcommand(new ListBlocks(surroundings))
        .addSubcommand(new Clear(surroundings));
  }

  @Override
  JsonNode ask(Conversation gate) {
    return gate.get("/v1/limits");
  }

  @Override
  void tell(JsonNode answer, Output out) {
    answer.path("items").forEach(item -> out.println(line(item)));
  }

  private static String line(JsonNode item) {
    String scope = item.path("scope").asString("").equals("address") ? " (address)" : "";
    String blocked = item.path("blockedUntil").asString("");
    return "%-8s %d of %d left in any %d s%s%s"
        .formatted(
            text(item, "class"),
            item.path("remaining").asInt(0),
            item.path("limit").asInt(0),
            item.path("windowSeconds").asInt(0),
            scope,
            blocked.isEmpty() ? "" : "; blocked until " + blocked);
  }

  @Command(name = "list", description = "Lists the blocks that hold now; for an operator.")
  static final class ListBlocks extends AskingCommand {
    ListBlocks(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    JsonNode ask(Conversation gate) {
      return gate.get("/v1/limits/blocks");
    }

    @Override
    void tell(JsonNode answer, Output out) {
      if (answer.path("items").isEmpty()) {
        out.println("Nobody is blocked.");
      }
      for (JsonNode item : answer.path("items")) {
        out.println(
            "%s %s is blocked by %s for another %d s"
                .formatted(
                    text(item, "scope"),
                    text(item, "subject"),
                    text(item, "policy"),
                    item.path("restSeconds").asLong(0)));
      }
    }
  }

  @Command(
      name = "clear",
      description = {
        "Forgets what was counted and blocked of one principal or one address; for an operator.",
        "It is recorded in the audit record."
      })
  static final class Clear extends AskingCommand {
    /// Of whom; one of the two.
    static final class Subject {
      @Option(names = "--principal", paramLabel = "NAME", description = "A principal's name.")
      private @Nullable String principal;

      @Option(
          names = "--address",
          paramLabel = "IP",
          description = "An IP address; an IPv6 address stands for its /64.")
      private @Nullable String address;

      private String kind() {
        return principal != null ? "principal" : "address";
      }

      private String name() {
        return principal != null ? principal : String.valueOf(address);
      }
    }

    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    Clear(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    JsonNode ask(Conversation gate) {
      return gate.delete(
          "/v1/limits?%s=%s"
              .formatted(
                  subject.kind(), URLEncoder.encode(subject.name(), StandardCharsets.UTF_8)));
    }

    @Override
    void tell(JsonNode answer, Output out) {
      int cleared = answer.path("cleared").asInt(0);
      out.println(
          cleared == 0
              ? "Nothing was counted of %s %s.".formatted(subject.kind(), subject.name())
              : "Forgot %d window%s of %s %s, with their blocks."
                  .formatted(cleared, cleared == 1 ? "" : "s", subject.kind(), subject.name()));
    }
  }
}
