package dev.sallyport.cli.local;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs a gate until it is told to stop.
@Command(
    name = ServeCommand.NAME,
    mixinStandardHelpOptions = true,
    description = {
      "Runs the gate. Prints `listening on URL` once it answers, as JSON where that is asked for;"
          + " logs go to standard error.",
      "SIGTERM or Ctrl-C stops it: new work is turned away, what runs is waited for, and the exit"
          + " status is 0. A second signal ends it at once; what it cuts off is settled at the next"
          + " start."
    })
final class ServeCommand implements Callable<Integer> {
  static final String NAME = "serve";

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
    return asked().run(Objects.requireNonNull(spec, "picocli injects it").commandLine().getOut());
  }

  Serving asked() {
    return new Serving(place, port, json);
  }
}
