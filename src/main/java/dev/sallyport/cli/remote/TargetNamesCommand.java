package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.Loaded;
import dev.sallyport.domain.TargetName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Prints the names of targets for shells that complete them: those of the gate that client
/// commands ask, or where it cannot be asked, those that `./sallyport.yaml` declares. It says
/// nothing else, because somebody is in the middle of typing, and prints nothing but names.
@Command(
    name = TargetNames.COMMAND,
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Prints the names of targets, for the completion of shells.")
final class TargetNamesCommand implements Callable<Integer> {
  /// Who presses a key does not wait for longer.
  static final Duration PATIENCE = Duration.ofSeconds(2);

  static final int MOST_NAMES = 500;

  private static final Path CONFIGURATION = Path.of("sallyport.yaml");
  private static final Path DATA = Path.of("var");

  private final Surroundings surroundings;

  @Option(names = "--json", description = "Prints a JSON array instead.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  TargetNamesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<String> names =
        asked().orElseGet(TargetNamesCommand::declared).stream()
            .filter(name -> TargetName.PATTERN.matcher(name).matches())
            .limit(MOST_NAMES)
            .toList();
    if (json) {
      ArrayNode list = JsonMapper.shared().createArrayNode();
      names.forEach(list::add);
      Output.of(spec).print(list);
    } else {
      names.forEach(Output.of(spec)::println);
    }
    return 0;
  }

  /// Of the gate; empty where there is none, or it does not tell.
  private Optional<List<String>> asked() {
    try (GateClient client = ConfiguredGate.of(surroundings).client()) {
      Reply reply = client.get("/v1/targets", PATIENCE);
      return reply.isOk()
          ? Optional.of(
              reply.body().path("items").values().stream()
                  .map(target -> target.path("name").asString(""))
                  .toList())
          : Optional.empty();
    } catch (CommandException | UnreachableException e) {
      return Optional.empty();
    }
  }

  private static List<String> declared() {
    if (!Files.isRegularFile(CONFIGURATION)) {
      return List.of();
    }
    return switch (ConfigLoader.load(Optional.of(CONFIGURATION), DATA.toAbsolutePath())) {
      case Loaded.Ready ready ->
          ready.config().targets().keySet().stream().map(TargetName::value).toList();
      case Loaded.Mistaken mistaken -> List.of();
    };
  }
}
