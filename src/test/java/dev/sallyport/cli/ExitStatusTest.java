package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.remote.RemoteCommands;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What a command's end says is the same in the program, in its help and in what is written of it.
class ExitStatusTest {
  /// Not the program's own, but the shell's for what Ctrl-C ends: 128 and the number of SIGINT.
  private static final int INTERRUPTED = 128 + 2;

  private static final Path PAGE = Path.of("docs/cli.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.+) \\|$");
  private static final Pattern IN_HELP = Pattern.compile("(?:Exit status: |; )(\\d+) ([^;,.]+)");
  private static final Pattern IN_TEXT =
      Pattern.compile("(?i)exit\\s+status(?:\\s+is)?\\s+`?(\\d+)");

  private static Set<Integer> codes() {
    return Arrays.stream(ExitStatus.values())
        .map(ExitStatus::code)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<Integer, String> written() throws IOException {
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf("| exit status |"));
    Map<Integer, String> rows = new TreeMap<>();
    for (var row = ROW.matcher(table.substring(0, table.indexOf("\n\n"))); row.find(); ) {
      assertThat(rows.put(Integer.valueOf(row.group(1)), row.group(2).replace("`", ""))).isNull();
    }
    return rows;
  }

  private static List<CommandLine> all(CommandLine command) {
    List<CommandLine> found = new ArrayList<>(List.of(command));
    command.getSubcommands().values().stream().distinct().forEach(part -> found.addAll(all(part)));
    return found;
  }

  private static CommandLine program() {
    return Main.commandLine(surroundings());
  }

  private static Surroundings surroundings() {
    return new Surroundings(
        Map.of(), Ambient.system(), InputStream.nullInputStream(), Terminals.NONE, _ -> {});
  }

  /// Each status that the command's help tells of, with its first words.
  private static Map<Integer, String> told(CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    String text =
        Stream.concat(Arrays.stream(usage.description()), Arrays.stream(usage.footer()))
            .collect(Collectors.joining(" "))
            .replaceAll("\\s+", " ");
    Map<Integer, String> told = new TreeMap<>();
    int from = text.indexOf("Exit status:");
    if (from >= 0) {
      for (var one = IN_HELP.matcher(text.substring(from)); one.find(); ) {
        told.put(Integer.valueOf(one.group(1)), one.group(2).strip());
      }
    }
    return told;
  }

  @Test
  void the_page_has_every_status_and_no_other() throws IOException {
    Set<Integer> all = codes();
    all.add(INTERRUPTED);

    assertThat(written().keySet()).isEqualTo(all);
    assertThat(written().get(INTERRUPTED)).contains("Ctrl-C");
  }

  @Test
  void the_help_of_the_program_and_of_those_that_ask_a_gate_says_what_the_page_says()
      throws IOException {
    Map<Integer, String> page = written();
    Set<Integer> ofClients = codes();
    ofClients.remove(ExitStatus.DAMAGED.code());

    assertThat(told(program()).keySet()).isEqualTo(codes());
    for (CommandLine command : all(program())) {
      assertThat(codes()).as(command.getCommandName()).containsAll(told(command).keySet());
    }
    CommandLine remote = new CommandLine(CommandSpec.create());
    RemoteCommands.all(surroundings()).forEach(remote::addSubcommand);
    List<CommandLine> clients =
        all(remote).stream()
            .filter(command -> command.getSubcommands().isEmpty())
            .filter(command -> !command.getCommandSpec().usageMessage().hidden())
            .toList();
    assertThat(clients).hasSizeGreaterThan(20);
    for (CommandLine client : clients) {
      assertThat(told(client).keySet())
          .as(client.getCommandSpec().qualifiedName())
          .isEqualTo(ofClients);
    }
    for (CommandLine each : List.of(program(), clients.getFirst())) {
      told(each)
          .forEach((code, words) -> assertThat(page.get(code)).as("" + code).startsWith(words));
    }
  }

  @Test
  void no_other_page_tells_of_a_status_that_there_is_not() throws IOException {
    Set<Integer> all = codes();
    all.add(INTERRUPTED);
    try (Stream<Path> pages =
        Stream.concat(
            Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
            Files.list(PAGE.getParent()))) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
        for (var one = IN_TEXT.matcher(Files.readString(page)); one.find(); ) {
          assertThat(all).as(page + ": " + one.group()).contains(Integer.valueOf(one.group(1)));
        }
      }
    }
  }
}
