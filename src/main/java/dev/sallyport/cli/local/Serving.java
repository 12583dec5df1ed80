package dev.sallyport.cli.local;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.config.Config;
import dev.sallyport.config.Server;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Logging;
import dev.sallyport.server.GateServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Running a gate until it is told to stop: what `serve` was asked for, and doing it.
///
/// @param port instead of the configuration's, or null
/// @param json whether to print where it listens as JSON
public record Serving(Place place, @Nullable Integer port, boolean json) {
  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

  /// A value that means itself to any reading of a command line.
  private static final Pattern PLAIN = Pattern.compile("[\\p{Alnum}_./][\\p{Alnum}_./+=: -]*");

  /// What a command line asks for that is plainly `serve` and its options, each at most once and
  /// with a value that stands after it. Of any other nothing is said here, neither that it is wrong
  /// nor what it means: that is the command's to say. A gate's start is spared most of what reading
  /// a command line costs, and its memory what all the commands can do.
  ///
  /// @param arguments the program's
  public static Optional<Serving> plainly(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.getFirst().equals(ServeCommand.NAME)) {
      return Optional.empty();
    }
    Map<String, String> given = new HashMap<>();
    for (int i = 1; i < arguments.size(); i++) {
      String name = arguments.get(i);
      String value =
          switch (name) {
            case "--json" -> "";
            case "--config", "--data" -> valueAfter(i++, arguments, PLAIN);
            case "--port" -> valueAfter(i++, arguments, PORT);
            default -> null;
          };
      if (value == null || given.put(name, value) != null) {
        return Optional.empty();
      }
    }
    String config = given.get("--config");
    String port = given.get("--port");
    return Optional.of(
        new Serving(
            new Place(
                config == null ? null : Path.of(config),
                Path.of(given.getOrDefault("--data", Place.DATA))),
            port == null ? null : Integer.valueOf(port),
            given.containsKey("--json")));
  }

  private static @Nullable String valueAfter(int i, List<String> arguments, Pattern allowed) {
    return i + 1 < arguments.size() && allowed.matcher(arguments.get(i + 1)).matches()
        ? arguments.get(i + 1)
        : null;
  }

  /// Returns once the gate has stopped.
  ///
  /// @param out where it says that it listens
  /// @return the exit status
  public int run(PrintWriter out) throws Exception {
    Config config = place.config();
    if (port != null) {
      if (!Server.PORTS.contains(port)) {
        throw new CommandException("--port must be from 0 to 65535; 0 picks a free one.");
      }
      config = config.withPort(port);
    }
    Logging logging = Logging.start(config.logging());
    GateServer server =
        GateServer.start(
            config,
            place.data(),
            System.getenv(),
            Ambient.system(),
            logging,
            Checkpoint.Listener.NONE);
    StopSignals signals = StopSignals.listen();
    announce("http://%s:%d".formatted(config.server().host(), server.port()), Output.to(out));
    signals.await();
    server.close();
    logging.close();
    return 0;
  }

  private void announce(String url, Output out) {
    if (json) {
      out.print(JsonMapper.shared().createObjectNode().put("listening", url));
    } else {
      out.println("listening on " + url);
    }
  }
}
