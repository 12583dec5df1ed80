package dev.sallyport.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a command's results go: standard output, as lines for people or JSON for programs.
final class Output {
  private final PrintWriter out;

  private Output(PrintWriter out) {
    this.out = out;
  }

  static Output of(@Nullable CommandSpec spec) {
    return new Output(Objects.requireNonNull(spec, "picocli injects it").commandLine().getOut());
  }

  /// Says on standard error what a person should know, though the command goes on.
  static void warn(@Nullable CommandSpec spec, String message) {
    PrintWriter err = Objects.requireNonNull(spec, "picocli injects it").commandLine().getErr();
    err.println("sallyport: " + message);
    err.flush();
  }

  PrintWriter writer() {
    return out;
  }

  void println(String line) {
    out.println(line);
    out.flush();
  }

  void print(JsonNode json) {
    println(JsonMapper.shared().writeValueAsString(json));
  }
}
