package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells a running gate what is frozen from now on, or no longer.
abstract sealed class FreezeCommand extends AskingCommand {
  @ArgGroup(multiplicity = "1")
  private Meant meant = new Meant();

  /// One target or all of them: neither is what a slip of the pen should mean.
  private static final class Meant {
    @Option(
        names = "--target",
        paramLabel = "T",
        required = true,
        completionCandidates = TargetNames.class,
        description = "This target.")
    private @Nullable String target;

    @Option(names = "--all", required = true, description = "Every target.")
    private boolean all;
  }

  FreezeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  abstract String path();

  abstract ObjectNode body();

  @Override
  final JsonNode ask(Conversation gate) {
    ObjectNode body = body();
    if (!meant.all && meant.target != null) {
      body.put("target", meant.target);
    }
    return gate.post(path(), body);
  }

  @Override
  final void tell(JsonNode answer, Output out) {
    JsonNode items = answer.path("items");
    if (items.isEmpty()) {
      out.println("nothing is frozen");
    }
    for (JsonNode stopping : answer.path("stopping")) {
      out.println("asked to end  " + stopping.asString(""));
    }
    for (JsonNode item : items) {
      out.println(
          "frozen  %s, by %s since %s: %s"
              .formatted(
                  item.path("target").asString("every target"),
                  text(item, "by"),
                  text(item, "since"),
                  text(item, "reason")));
    }
  }

  @Command(
      name = "freeze",
      description =
          "Lets nothing new execute on a target, or on any; for an operator. What runs goes on, unless"
              + " --stop-running asks it to end.")
  static final class Freeze extends FreezeCommand {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; shown to those who are refused.")
    private String reason = "";

    @Option(
        names = "--stop-running",
        description =
            "Also asks what runs there to end. A command ends; a site goes on to its end.")
    private boolean stopRunning;

    Freeze(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String path() {
      return "/v1/freeze";
    }

    @Override
    ObjectNode body() {
      ObjectNode body = JsonMapper.shared().createObjectNode().put("reason", reason);
      return stopRunning ? body.put("stopRunning", true) : body;
    }
  }

  @Command(
      name = "unfreeze",
      description = "Lifts the freeze of a target, or the one of all; for an operator.")
  static final class Unfreeze extends FreezeCommand {
    Unfreeze(Surroundings surroundings) {
      super(surroundings);
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
