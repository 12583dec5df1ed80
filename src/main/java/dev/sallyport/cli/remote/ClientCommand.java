package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// A command that speaks to a running gate: where that is and who asks comes from the environment,
/// the answer is told in lines or printed as JSON, a problem is explained and becomes the exit
/// status.
@Command(
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The gate is the one at SALLYPORT_URL (default: "
          + ConfiguredGate.USUAL_URL
          + "), asked with the API key in SALLYPORT_KEY, or in the file that SALLYPORT_KEY_FILE names,"
          + " which must be yours alone (chmod 600).",
      ExitStatus.OF_CLIENTS
    })
abstract class ClientCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(names = "--json", description = "Prints the gate's answer as JSON instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  ClientCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Does it.
  ///
  /// @throws RefusedException when the gate answers with a problem
  abstract ExitStatus talk(Conversation gate);

  @Override
  public final Integer call() {
    try (Conversation gate = Conversation.with(surroundings, errors())) {
      return talk(gate).code();
    } catch (RefusedException e) {
      if (json) {
        out().print(e.reply().body());
      }
      Refusal.tell(e.reply(), errors());
      return e.status().code();
    }
  }

  final Surroundings surroundings() {
    return surroundings;
  }

  final boolean isJson() {
    return json;
  }

  final Output out() {
    return Output.of(spec, surroundings.colouredOutput());
  }

  final Output errors() {
    return Output.errors(spec, surroundings.colouredErrors());
  }

  /// A text that may not be there, such as a field that an older gate does not answer with.
  static String text(JsonNode answer, String field) {
    return answer.path(field).asString("?");
  }
}
