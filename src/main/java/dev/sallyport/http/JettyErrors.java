package dev.sallyport.http;

import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemJson;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.trace.Identifiers;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.json.JsonMapper;

/// Answers what Jetty refuses by itself, such as headers that are too large or no HTTP at all, as a
/// problem too.
final class JettyErrors extends ErrorHandler {
  private final Identifiers identifiers;

  JettyErrors(Identifiers identifiers) {
    this.identifiers = identifiers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Problem problem = problem(response.getStatus());
    response.setStatus(problem.type().status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Responder.PROBLEM);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, body(problem), callback);
    return true;
  }

  /// The answer to bytes that are not a request; the connection closes after it.
  @Override
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    fields.put(HttpHeader.CONTENT_TYPE, Responder.PROBLEM);
    return body(problem(status));
  }

  private ByteBuffer body(Problem problem) {
    return ByteBuffer.wrap(
        JsonMapper.shared()
            .writeValueAsBytes(ProblemJson.render(problem, "/", identifiers.begin().traceId())));
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
