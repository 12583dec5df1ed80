package dev.sallyport.cli.local;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.config.Config;
import dev.sallyport.config.Server;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Logging;
import dev.sallyport.server.GateServer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Runs a gate until it is told to stop.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the gate. Prints `listening on URL` once it answers, as JSON where that is asked for;"
          + " logs go to standard error.",
      "SIGTERM or Ctrl-C stops it: new work is turned away, what runs is waited for, and the exit"
          + " status is 0. A second signal ends it at once; what it cuts off is settled at the next"
          + " start."
    })
final class ServeCommand implements Callable<Integer> {
  @Mixin private Place place = new Place();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port instead of the configuration's; 0 picks a free one.")
  private @Nullable Integer port;

  @Option(names = "--json", description = "Prints where it listens as JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
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
    announce("http://%s:%d".formatted(config.server().host(), server.port()));
    signals.await();
    server.close();
    logging.close();
    return 0;
  }

  private void announce(String url) {
    Output out = Output.of(spec);
    if (json) {
      out.print(JsonMapper.shared().createObjectNode().put("listening", url));
    } else {
      out.println("listening on " + url);
    }
  }
}
