package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Follows an execution, or a change, until nothing more happens by itself.
@Command(
    name = "watch",
    description = {
      "Follows an execution (exe_...) to its end, or a change (chg_...) through approval and run.",
      "Ctrl-C ends the watching, not the run. The exit status says how it ended."
    })
final class WatchCommand extends RunCommand {
  private static final Set<String> WAITING = Set.of("awaiting_approval", "awaiting_confirmation");
  private static final Set<String> RUNNING = Set.of("applying", "deploying", "rolling_back");
  private static final Set<String> WELL = Set.of("applied", "deployed", "rolled_back");

  @Parameters(paramLabel = "ID", description = "An execution's id, or a change's.")
  private String id = "";

  WatchCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitStatus talk(Conversation gate) {
    Following following = new Following(gate, surroundings(), errors());
    if (Ids.isValid(ExecutionId.PREFIX, id)) {
      return told(following.ended(id), "");
    }
    if (!id.startsWith("chg_")) {
      throw new CommandException(
          ExitStatus.USAGE, "Name an execution (exe_...) or a change (chg_...).");
    }
    JsonNode change =
        following.change(ChangesCommand.path(id), this::tellState, WatchCommand::goesOn);
    if (isJson()) {
      out().print(change);
    }
    String state = text(change, "state");
    return WELL.contains(state)
        ? ExitStatus.DONE
        : state.equals("unknown") ? ExitStatus.UNKNOWN : ExitStatus.FAILED;
  }

  private void tellState(JsonNode change) {
    if (!isJson()) {
      out().println("%s is %s".formatted(id, text(change, "state")));
    }
  }

  private static boolean goesOn(String state) {
    return WAITING.contains(state) || RUNNING.contains(state);
  }
}
