package dev.sallyport.http;

import dev.sallyport.contract.Contract;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.limit.LimitState;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.trace.Identifiers;
import dev.sallyport.trace.Trace;
import dev.sallyport.trace.TraceContext;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.Month;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: each request on a virtual thread of its own, inside named limits.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /// How long the web server's own threads are waited for at a stop.
  private static final Duration AFTER_REQUESTS = Duration.ofSeconds(10);

  private final Javalin javalin;
  private final HttpLimits limits;
  private final Responder responder;
  private final Identifiers identifiers;
  private final LongSupplier nanos;
  private final Routes table;
  private final List<Route> routes;
  private final Listener listener;

  /// What every answer carries, and who is told of it.
  public interface Listener {
    /// How the limit stands that the answer should tell of.
    LimitState limit(Incoming incoming, Journey journey);

    /// @param problem the slug that was sent, or null
    void answered(Incoming incoming, Journey journey, int status, @Nullable String problem);
  }

  /// @param port 0 picks a free one
  /// @param mounts what is served beside the API
  public HttpServer(
      String host,
      int port,
      HttpLimits limits,
      Routes routes,
      List<Mount> mounts,
      Responder.Check check,
      Identifiers identifiers,
      LongSupplier nanos,
      Listener listener) {
    this.limits = limits;
    this.table = routes;
    this.routes = Stream.concat(routes.all().stream(), mounts.stream().map(Route::of)).toList();
    this.responder = new Responder(check);
    this.identifiers = identifiers;
    this.nanos = nanos;
    this.listener = listener;
    this.javalin = Javalin.create(config -> configure(config, host, port));
  }

  /// Initialises what of its library takes long and waits for nothing; a server that is made
  /// meanwhile waits for it.
  ///
  /// @return whether there is something to serve; what counts is that it was asked
  public static boolean initialise() {
    // Comparing two of these records is linked at the first time, and its library says in words
    // when it was released.
    boolean same = HandlerType.GET.equals(HandlerType.HEAD);
    int hash = HandlerType.GET.hashCode();
    String month = DateTimeFormatter.ofPattern("MMMM", Locale.US).format(Month.JANUARY);
    return !same && hash != month.length() && !MimeTypes.DEFAULTS.getMimeMap().isEmpty();
  }

  /// Starts listening.
  ///
  /// @throws IOException when the port is taken or the address is not this machine's
  public void start() throws IOException {
    try {
      javalin.start();
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException || cause instanceof IOException) {
          throw new IOException(cause.getMessage(), e);
        }
      }
      throw e;
    }
  }

  /// The port it listens on, which matters where 0 was asked for.
  public int port() {
    return javalin.port();
  }

  /// Takes no new connections and waits for the requests in flight, but for nothing for ever.
  @Override
  public void close() {
    BoundedStop.within(limits.stop().plus(AFTER_REQUESTS), this::stop);
  }

  private void stop() {
    try {
      javalin.stop();
    } catch (JavalinException e) {
      // It has stopped all the same.
      LOG.warn("requests did not end within {}; their connections were cut", limits.stop(), e);
    }
  }

  private void configure(JavalinConfig config, String host, int port) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = limits.bodyBytes();
    config.jetty.addConnector((server, http) -> connector(server, http, host, port));
    config.jetty.threadPool = new VirtualThreadPool(limits.requests());
    config.jetty.modifyHttpConfiguration(this::bound);
    config.jetty.modifyServer(this::bound);
    for (Route route : routes) {
      config.routes.addHttpHandler(route.method(), route.path(), context -> handle(context, route));
      if (route.method().equals(HandlerType.GET)) {
        // Otherwise Javalin says 200 to every HEAD of such a path, whoever asks.
        config.routes.addHttpHandler(
            HandlerType.HEAD, route.path(), context -> handle(context, route));
      }
    }
    config.routes.exception(
        HttpResponseException.class, (e, context) -> refuse(context, problem(e, context)));
    config.routes.exception(
        Exception.class,
        (e, context) -> refuse(context, Problem.of(ProblemType.INTERNAL, "The gate failed.")));
  }

  private void bound(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(limits.headerBytes());
    http.setMinRequestDataRate(limits.bytesPerSecond());
  }

  private void bound(Server server) {
    server.setStopTimeout(limits.stop().toMillis());
    server.insertHandler(new Lingering(limits.lingerBytes(), limits.linger()));
    server.insertHandler(new GracefulHandler());
    server.setErrorHandler(new JettyErrors(identifiers, nanos, listener, table::none));
    server.addBean(new NetworkConnectionLimit(limits.connections(), server));
  }

  private ServerConnector connector(Server server, HttpConfiguration http, String host, int port) {
    ServerConnector connector = new Connections(server, http);
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(limits.idle().toMillis());
    return connector;
  }

  private void handle(Context context, Route route) {
    Journey journey = begin(context);
    Trace.run(
        journey.scope(),
        () -> {
          Incoming incoming = Exchange.incoming(context, route.operation(), limits.bodyBytes());
          Answer answer = route.work().answer(incoming, journey);
          try {
            finish(context, incoming, journey, answer);
          } finally {
            if (answer instanceof Answer.Stream(Answer.Source source, var headers)) {
              source.close();
            }
          }
        });
  }

  private void refuse(Context context, Problem problem) {
    Journey journey = begin(context);
    Incoming incoming = Exchange.incoming(context, Contract.NO_OPERATION, limits.bodyBytes());
    Trace.run(
        journey.scope(),
        () -> finish(context, incoming, journey, table.none(incoming, journey, problem)));
  }

  private Journey begin(Context context) {
    return new Journey(identifiers.scope(context.req().getHeader(TraceContext.HEADER)), nanos);
  }

  private void finish(Context context, Incoming incoming, Journey journey, Answer answer) {
    context.header(TraceContext.HEADER, journey.scope().trace().traceparent());
    context.header("X-Request-Id", journey.scope().requestId());
    listener.limit(incoming, journey).headers().forEach(context::header);
    responder.respond(context, journey, incoming.route(), answer);
    if (answer instanceof Answer.Trouble) {
      Exchange.sendBeforeBodyEnds(context);
    }
    String problem =
        answer instanceof Answer.Trouble(Problem sent, var headers) ? sent.type().slug() : null;
    listener.answered(incoming, journey, context.statusCode(), problem);
  }

  private Problem problem(HttpResponseException e, Context context) {
    return switch (e.getStatus()) {
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address.");
      case 405 -> {
        String allowed =
            routes.stream()
                .filter(route -> matches(route, context.path()))
                .map(route -> route.method().name())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
        context.header("Allow", allowed);
        yield Problem.of(
            ProblemType.METHOD_NOT_ALLOWED, "This address takes only %s.".formatted(allowed));
      }
      case 413 ->
          Problem.of(
              ProblemType.PAYLOAD_TOO_LARGE,
              "The body is over the limit of %d bytes (server.maxBody)."
                  .formatted(limits.bodyBytes()));
      default ->
          e.getStatus() < 500
              ? Problem.of(ProblemType.INVALID_REQUEST, "The request could not be read.")
              : Problem.of(ProblemType.INTERNAL, "The gate failed.");
    };
  }

  private static boolean matches(Route route, String path) {
    return path.matches(
        route.path().replaceAll("\\{[a-z]+}", "[^/]+").replaceAll("<[a-z]+>", ".+"));
  }
}
