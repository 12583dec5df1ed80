package dev.sallyport.cli.terminal;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a command's results go: standard output, as lines for people or JSON for programs. Nothing
/// that is printed here can steer a terminal.
public final class Output {
  private final PrintWriter out;
  private final boolean coloured;

  private Output(PrintWriter out, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
  }

  /// Standard output without colours.
  public static Output of(@Nullable CommandSpec spec) {
    return of(spec, false);
  }

  public static Output to(PrintWriter out) {
    return new Output(out, false);
  }

  public static Output of(@Nullable CommandSpec spec, boolean coloured) {
    return new Output(injected(spec).commandLine().getOut(), coloured);
  }

  /// Standard error.
  public static Output errors(@Nullable CommandSpec spec, boolean coloured) {
    return new Output(injected(spec).commandLine().getErr(), coloured);
  }

  /// Says on standard error what a person should know, though the command goes on.
  public static void warn(@Nullable CommandSpec spec, String message) {
    errors(spec, false).println("sallyport: " + message);
  }

  private static CommandSpec injected(@Nullable CommandSpec spec) {
    return Objects.requireNonNull(spec, "picocli injects it");
  }

  public PrintWriter writer() {
    return out;
  }

  public boolean isColoured() {
    return coloured;
  }

  public void println(String line) {
    println(Styled.plain(line));
  }

  public void println(Styled line) {
    out.println(line.rendered(coloured));
    out.flush();
  }

  public void print(JsonNode json) {
    out.println(Harmless.json(JsonMapper.shared().writeValueAsString(json)));
    out.flush();
  }
}
