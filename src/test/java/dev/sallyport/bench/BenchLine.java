package dev.sallyport.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sallyport bench`, its report in a folder of the test's.
final class BenchLine {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  private final Path folder;

  BenchLine(Path folder) {
    this.folder = folder;
  }

  /// @return the exit status; why it failed stands in [#err]
  int run(String... arguments) {
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              command.getErr().print(failure.getMessage());
              return 1;
            })
        .execute(
            Stream.concat(Stream.of(arguments), Stream.of("--out", folder.toString()))
                .toArray(String[]::new));
  }

  JsonNode report() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve("report.json")));
  }

  /// What the rows of one of its tables are called.
  static List<String> names(JsonNode table) {
    return table.path("rows").valueStream().map(row -> row.path("name").asString()).toList();
  }

  /// All that was printed, for a failed assertion.
  @Override
  public String toString() {
    return out + "\n" + err;
  }
}
