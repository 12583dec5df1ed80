package dev.sallyport.http;

import dev.sallyport.gate.Journey;
import dev.sallyport.log.Redactor;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemJson;
import dev.sallyport.respond.Answer;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes an answer to HTTP: its status, its header fields, its JSON; and has it checked against
/// the contract without waiting for that.
final class Responder {
  static final String JSON = "application/json";
  static final String EVENTS = "text/event-stream";
  static final String PROBLEM = ProblemJson.MEDIA_TYPE;

  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);
  private static final Redactor REDACTOR = new Redactor();
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int FIRST_ERROR = 400;

  private final Check check;

  /// Looks at an answer's body before it goes out, without holding it up.
  @FunctionalInterface
  public interface Check {
    void observe(String operation, int status, ObjectNode json);
  }

  Responder(Check check) {
    this.check = check;
  }

  void respond(Context context, Journey journey, String operation, Answer answer) {
    answer.headers().forEach(context::header);
    switch (answer) {
      case Answer.Body(int status, ObjectNode json, var headers) ->
          write(context, operation, status, json);
      case Answer.Text(int status, String mediaType, String text, var headers) -> {
        context.header("X-Content-Type-Options", "nosniff");
        context.status(status);
        context.contentType(mediaType);
        context.result(text);
      }
      case Answer.Stream(Answer.Source source, var headers) -> stream(context, source);
      case Answer.Trouble(Problem problem, var headers) -> {
        trouble(context, problem);
        ObjectNode json = ProblemJson.render(problem, instance(context.path()), journey.traceId());
        write(context, operation, problem.type().status(), json);
      }
    }
  }

  /// Writes each event when it comes. Whoever reads slowly is waited for, so that nothing piles up
  /// here; whoever reads nothing is gone after the connection's idle time.
  private static void stream(Context context, Answer.Source source) {
    context.header("Cache-Control", "no-store");
    context.header("X-Content-Type-Options", "nosniff");
    // Otherwise some proxies hold events back until there are many.
    context.header("X-Accel-Buffering", "no");
    context.status(200);
    context.res().setContentType(EVENTS);
    if (context.req().getMethod().equals("HEAD")) {
      return;
    }
    try {
      OutputStream out = context.res().getOutputStream();
      source.to(
          events -> {
            out.write(events.getBytes(StandardCharsets.UTF_8));
            out.flush();
          });
    } catch (IOException e) {
      LOG.debug("the reader of a stream went", e);
    }
  }

  /// The path as a problem names it. No secret belongs in a path, and where somebody has put one
  /// there it is not repeated.
  private static String instance(String path) {
    return path.equals(REDACTOR.text(path))
        ? path
        : Arrays.stream(path.split("/", -1))
            .map(part -> part.equals(REDACTOR.text(part)) ? part : "redacted")
            .collect(Collectors.joining("/"));
  }

  private void write(Context context, String operation, int status, ObjectNode json) {
    check.observe(operation, status, json);
    context.header("Cache-Control", "no-store");
    context.header("X-Content-Type-Options", "nosniff");
    context.status(status);
    context.contentType(status < FIRST_ERROR ? JSON : PROBLEM);
    context.result(MAPPER.writeValueAsBytes(json));
  }

  private static void trouble(Context context, Problem problem) {
    Duration retryAfter = problem.retryAfter();
    if (retryAfter != null) {
      context.header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    URI location = problem.location();
    if (location != null) {
      context.header("Location", location.toString());
    }
    if (problem.type().status() == 401) {
      context.header("WWW-Authenticate", "Bearer realm=\"sallyport\"");
    }
  }
}
