package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import tools.jackson.databind.JsonNode;

/// A client command of one request and one answer.
abstract class AskingCommand extends ClientCommand {
  AskingCommand(Surroundings surroundings) {
    super(surroundings);
  }

  abstract JsonNode ask(Conversation gate);

  /// Tells the answer to a person.
  abstract void tell(JsonNode answer, Output out);

  @Override
  final ExitStatus talk(Conversation gate) {
    JsonNode answer = ask(gate);
    if (isJson()) {
      out().print(answer);
    } else {
      tell(answer, out());
    }
    return ExitStatus.DONE;
  }
}
