package dev.sallyport.cli;

import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.gate.Ambient;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line in this process, as somebody with an environment of their own runs it.
record Program(Map<String, String> environment, Terminals terminals) {
  /// What came of a command.
  record Ran(int status, String out, String err) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }
  }

  /// @param folder where it keeps what it keeps
  static Program of(TestCaller caller, Path folder) {
    return new Program(
        Map.of(
            "SALLYPORT_URL", caller.url(),
            "SALLYPORT_KEY", caller.key(),
            "XDG_STATE_HOME", folder.resolve("state").toString()),
        Terminals.NONE);
  }

  Program with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Program(more, terminals);
  }

  Ran run(String... arguments) {
    return typing("", arguments);
  }

  /// With that on standard input. Nothing is waited for when it pauses.
  Ran typing(String input, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program =
        Main.commandLine(
                new Surroundings(
                    environment,
                    Ambient.system(),
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                    terminals,
                    _ -> Thread.yield()))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int status = program.execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }
}
