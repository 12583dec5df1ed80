package dev.sallyport.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// `serve` is read without the command line's library where it is plain, and nobody can tell.
class ServingTest {
  private static final int LONGEST = 5;
  private static final List<String> WORDS =
      List.of(
          "--port",
          "--data",
          "--config",
          "--json",
          "0",
          "08",
          "70000",
          "a b/c.yaml",
          "-x",
          "@a",
          "$HOME",
          "--port=1",
          "");

  private record Read(Optional<Path> config, Path data, Optional<Integer> port, boolean json) {
    static Read of(Serving serving) {
      return new Read(
          serving.place().file(),
          serving.place().data(),
          Optional.ofNullable(serving.port()),
          serving.json());
    }
  }

  private static Optional<Read> plainly(String... arguments) {
    return Serving.plainly(List.of(arguments)).map(Read::of);
  }

  /// Every command line of a few words.
  @Test
  void what_is_read_plainly_is_what_the_library_reads() {
    CommandLine library = new CommandLine(new ServeCommand());
    int plain = 0;
    List<List<String>> lines = List.of(List.of());
    for (int length = 0; length <= LONGEST; length++) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> line : lines) {
        Optional<Read> read = plainly(with("serve", line).toArray(String[]::new));
        if (read.isPresent()) {
          library.parseArgs(line.toArray(String[]::new));
          ServeCommand command = library.getCommand();
          assertThat(read).as("%s", line).contains(Read.of(command.asked()));
          plain++;
        }
        if (length < LONGEST) {
          WORDS.forEach(word -> longer.add(with(word, line)));
        }
      }
      lines = longer;
    }

    assertThat(plain).isGreaterThan(60);
  }

  private static List<String> with(String word, List<String> line) {
    List<String> longer = new ArrayList<>();
    longer.add(word);
    longer.addAll(line);
    return longer;
  }

  @Test
  void options_are_taken_in_any_order() {
    Path data = Path.of("var").toAbsolutePath();

    assertThat(plainly("serve"))
        .contains(new Read(Optional.empty(), data, Optional.empty(), false));
    assertThat(plainly("serve", "--json", "--port", "7070", "--config", "c.yaml", "--data", "d"))
        .contains(
            new Read(
                Optional.of(Path.of("c.yaml")), data.resolveSibling("d"), Optional.of(7070), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "help",
        "--version",
        "keys list",
        "server",
        "serve --help",
        "serve -h",
        "serve now",
        "serve --port",
        "serve --port x",
        "serve --port 1 --port 2",
        "serve --port=1",
        "serve --json --json",
        "serve --data -x",
        "serve --data",
        "serve @file",
        "serve --data $X"
      })
  void anything_else_is_left_to_the_library(String line) {
    assertThat(plainly(line.isEmpty() ? new String[0] : line.split(" "))).isEmpty();
  }
}
