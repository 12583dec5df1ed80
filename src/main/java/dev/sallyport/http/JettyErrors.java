package dev.sallyport.http;

import dev.sallyport.contract.Contract;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemJson;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.trace.Identifiers;
import dev.sallyport.trace.Trace;
import dev.sallyport.trace.TraceContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.json.JsonMapper;

/// Answers what Jetty refuses by itself, such as headers that are too large or no HTTP at all, as a
/// problem too: with what every answer carries, counted for its address like any other request.
final class JettyErrors extends ErrorHandler {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Identifiers identifiers;
  private final LongSupplier nanos;
  private final HttpServer.Listener listener;
  private final Refuser refuser;

  /// Answers a request that no route is for.
  @FunctionalInterface
  interface Refuser {
    Answer answer(Incoming incoming, Journey journey, Problem problem);
  }

  JettyErrors(
      Identifiers identifiers, LongSupplier nanos, HttpServer.Listener listener, Refuser refuser) {
    this.identifiers = identifiers;
    this.nanos = nanos;
    this.listener = listener;
    this.refuser = refuser;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Journey journey =
        new Journey(identifiers.scope(request.getHeaders().get(TraceContext.HEADER)), nanos);
    Incoming incoming = incoming(request);
    Problem problem = problem(response.getStatus());
    Trace.run(
        journey.scope(),
        () -> {
          Problem sent =
              refuser.answer(incoming, journey, problem) instanceof Answer.Trouble(var other, var h)
                  ? other
                  : problem;
          send(response, incoming, journey, sent, callback);
        });
    return true;
  }

  private void send(
      Response response, Incoming incoming, Journey journey, Problem problem, Callback callback) {
    HttpFields.Mutable fields = response.getHeaders();
    response.setStatus(problem.type().status());
    fields.put(HttpHeader.CONTENT_TYPE, Responder.PROBLEM);
    fields.put(HttpHeader.CACHE_CONTROL, "no-store");
    fields.put(TraceContext.HEADER, journey.scope().trace().traceparent());
    fields.put("X-Request-Id", journey.scope().requestId());
    listener.limit(incoming, journey).headers().forEach(fields::put);
    Duration retryAfter = problem.retryAfter();
    if (retryAfter != null) {
      fields.put(HttpHeader.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    response.write(true, body(problem, journey.traceId()), callback);
    listener.answered(incoming, journey, problem.type().status(), problem.type().slug());
  }

  /// The answer to bytes that Jetty cannot even make a refused request of; nothing is known of who
  /// sent them, and the connection closes after it.
  @Override
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    TraceContext trace = identifiers.begin();
    fields.put(HttpHeader.CONTENT_TYPE, Responder.PROBLEM);
    fields.put(TraceContext.HEADER, trace.traceparent());
    return body(problem(status), trace.traceId());
  }

  /// What is known of a request that could not be read: where it came from, and no header of it,
  /// since none can be believed.
  private static Incoming incoming(Request request) {
    return new Incoming(
        request.getMethod() == null ? "unknown" : request.getMethod(),
        Contract.NO_OPERATION,
        "/",
        peer(request),
        name -> List.of(),
        Map.of(),
        Map.of(),
        () -> Step.refuse(ProblemType.MALFORMED_JSON, "The request could not be read."));
  }

  private static InetAddress peer(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  private static ByteBuffer body(Problem problem, String traceId) {
    return ByteBuffer.wrap(JSON.writeValueAsBytes(ProblemJson.render(problem, "/", traceId)));
  }

  private static Problem problem(int status) {
    return switch (status) {
      case 414, 431, 413 ->
          Problem.of(
              ProblemType.PAYLOAD_TOO_LARGE,
              "The request's address or header fields are over the limit (headerBytes).");
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address.");
      case 405, 501 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, "This method is not known here.");
      case 505 -> Problem.of(ProblemType.INVALID_REQUEST, "The gate speaks HTTP/1.1 only.");
      case 503 -> Problem.of(ProblemType.DRAINING, "The gate is stopping.");
      default ->
          status < 500
              ? Problem.of(ProblemType.INVALID_REQUEST, "The request is not HTTP as it should be.")
              : Problem.of(ProblemType.INTERNAL, "The gate failed.");
    };
  }
}
