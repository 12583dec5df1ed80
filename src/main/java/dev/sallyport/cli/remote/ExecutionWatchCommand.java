package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.ProgressBar;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.client.ServerEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Follows an execution by its events, and prints what it says.
@Command(
    name = "watch",
    description = {
      "Follows an execution to its end and prints what it says.",
      "Ctrl-C ends the watching, not the run. The exit status says how it ended."
    })
final class ExecutionWatchCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The execution's id: exe_….")
  private String id = "";

  ExecutionWatchCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  ExitStatus talk(Conversation gate) {
    String known = ExecutionsCommand.path(id).substring(ExecutionsCommand.EXECUTIONS.length() + 1);
    try (ProgressBar bar = new ProgressBar(errors(), surroundings(), "watch " + known);
        Farewell _ = Farewell.saying("the run goes on; only the watching has ended")) {
      JsonNode ended = new EventWatch(gate, event -> tell(event, bar)).ended(known);
      bar.clear();
      if (!isJson()) {
        ExecutionsCommand.tellOne(ended, out());
      }
      return Following.statusOf(ended);
    }
  }

  private void tell(ServerEvent event, ProgressBar bar) {
    bar.clear();
    if (isJson()) {
      ObjectNode line = JsonMapper.shared().createObjectNode().put("event", event.name());
      event.data().properties().forEach(field -> line.set(field.getKey(), field.getValue()));
      out().print(line);
      return;
    }
    switch (event.name()) {
      case "output" -> out().println(event.data().path("text").asString(""));
      case "progress" -> bar.reached(event.data().path("percent").asInt(0));
      default -> {}
    }
    bar.draw();
  }
}
