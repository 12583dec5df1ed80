package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.gate.Ambient;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What every command has, those of tomorrow included.
class EveryCommandTest {
  /// It prints other commands' help.
  private static final Set<String> WITHOUT_JSON = Set.of("help");

  private static List<CommandLine> leaves(CommandLine command) {
    if (command.getSubcommands().isEmpty()) {
      return List.of(command);
    }
    List<CommandLine> found = new ArrayList<>();
    command.getSubcommands().values().stream()
        .distinct()
        .forEach(part -> found.addAll(leaves(part)));
    return found;
  }

  private static CommandLine program() {
    return Main.commandLine(
        new Surroundings(
            Map.of(), Ambient.system(), InputStream.nullInputStream(), Terminals.NONE, _ -> {}));
  }

  @Test
  void every_command_has_help_and_json() {
    List<CommandLine> commands = leaves(program());

    assertThat(commands).hasSizeGreaterThan(30);
    assertThat(commands)
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().findOption("--help"))
                    .as(command.getCommandSpec().qualifiedName())
                    .isNotNull());
    assertThat(commands)
        .filteredOn(command -> command.getCommandSpec().findOption("--json") == null)
        .extracting(CommandLine::getCommandName)
        .isSubsetOf(WITHOUT_JSON);
  }
}
