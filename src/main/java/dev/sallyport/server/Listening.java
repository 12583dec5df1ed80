package dev.sallyport.server;

import dev.sallyport.config.Config;
import dev.sallyport.config.Server;
import dev.sallyport.contract.ResponseCheck;
import dev.sallyport.gate.Admission;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.gate.Telemetry;
import dev.sallyport.http.HttpLimits;
import dev.sallyport.http.HttpServer;
import dev.sallyport.http.Mount;
import dev.sallyport.http.Routes;
import dev.sallyport.limit.LimitState;
import dev.sallyport.trace.Identifiers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a gate listens: its own port, and one for the metrics where they have their own.
record Listening(
    Ground ground,
    Routes routes,
    ResponseCheck responses,
    Identifiers identifiers,
    Admission admission,
    Telemetry telemetry) {

  /// Both, the gate's first; either both listen or neither.
  ///
  /// @param pages what is served beside the API
  List<HttpServer> start(List<Mount> pages) throws StartException {
    Config config = ground.config();
    HttpServer http = server(config.server().port(), routes, pages);
    listen(http, config.server().port());
    try {
      Optional<HttpServer> metrics = startMetrics();
      return metrics.map(own -> List.of(http, own)).orElseGet(() -> List.of(http));
    } catch (StartException e) {
      http.close();
      throw e;
    }
  }

  private Optional<HttpServer> startMetrics() throws StartException {
    if (ground.config().metrics().port().isEmpty()) {
      return Optional.empty();
    }
    int port = ground.config().metrics().port().getAsInt();
    HttpServer http = server(port, routes.forMetrics(), List.of());
    listen(http, port);
    return Optional.of(http);
  }

  private HttpServer server(int port, Routes served, List<Mount> pages) {
    Server config = ground.config().server();
    return new HttpServer(
        config.host(),
        port,
        HttpLimits.DEFAULT.withBodyBytes(config.maxBodyBytes()),
        served,
        pages,
        responses::observe,
        identifiers,
        ground.ambient().nanos(),
        new Heard(admission, telemetry));
  }

  private void listen(HttpServer http, int port) throws StartException {
    try {
      http.start();
    } catch (IOException e) {
      http.close();
      throw new StartException(
          "Cannot listen on %s:%d (%s). Stop what uses the port, or choose another with --port (0"
                  .formatted(ground.config().server().host(), port, Opening.reason(e))
              + " picks a free one); metrics.port is in the configuration.",
          e);
    }
  }

  /// Joins what every answer carries with who is told of it.
  private record Heard(Admission admission, Telemetry telemetry) implements HttpServer.Listener {
    @Override
    public LimitState limit(Incoming incoming, Journey journey) {
      return admission.state(incoming, journey);
    }

    @Override
    public void answered(Incoming incoming, Journey journey, int status, @Nullable String problem) {
      telemetry.answered(incoming, journey, status, problem);
    }
  }
}
