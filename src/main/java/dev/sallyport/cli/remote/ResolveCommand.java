package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells a running gate what became of an execution of which it cannot tell.
@Command(
    name = "resolve",
    description = {
      "Says what became of an execution whose outcome is unknown; for an operator, once.",
      "Look at the target first, and make sure that nothing of the run is still at work."
    })
final class ResolveCommand extends AskingCommand {
  /// What an operator can say.
  enum Outcome {
    succeeded,
    failed
  }

  @Parameters(paramLabel = "ID", description = "The execution's id: exe_….")
  private String id = "";

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      required = true,
      description = "What happened: ${COMPLETION-CANDIDATES}.")
  private Outcome outcome = Outcome.failed;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "How you know; kept on the record.")
  private String reason = "";

  ResolveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  JsonNode ask(Conversation gate) {
    return gate.post(
        ExecutionsCommand.path(id) + "/resolve",
        JsonMapper.shared()
            .createObjectNode()
            .put("outcome", outcome.name())
            .put("reason", reason));
  }

  @Override
  void tell(JsonNode answer, Output out) {
    ExecutionsCommand.tellOne(answer, out);
  }
}
