package dev.sallyport.log;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Writes the one line that sums a request up: what was asked, what it came to, and where its time
/// went.
public final class RequestLog {
  /// The value of `event.action` in these lines.
  public static final String ACTION = "request";

  private final Logger logger;

  public RequestLog() {
    this(LoggerFactory.getLogger("dev.sallyport.request"));
  }

  RequestLog(Logger logger) {
    this.logger = logger;
  }

  /// What a request was and what it was answered with.
  ///
  /// @param path without its query, which is not logged
  /// @param client the address that limits count for
  /// @param problem the slug of the problem document that was sent, or null
  public record Summary(
      String method, String path, String client, int status, @Nullable String problem) {}

  /// Logs the line at INFO, or at WARN where the gate itself failed (5xx). To be called inside the
  /// request's scope.
  public void finished(Summary request, StepTimers timers) {
    long whole = timers.elapsed();
    var fields = new LinkedHashMap<String, Object>();
    fields.put(LogFields.EVENT_ACTION, ACTION);
    fields.put(LogFields.EVENT_OUTCOME, request.status() < 400 ? "success" : "failure");
    fields.put(LogFields.EVENT_DURATION, whole);
    fields.put(LogFields.METHOD, request.method());
    fields.put(LogFields.PATH, request.path());
    fields.put(LogFields.STATUS, request.status());
    fields.put(LogFields.CLIENT_ADDRESS, request.client());
    if (request.problem() != null) {
      fields.put(LogFields.OWN + "problem", request.problem());
    }
    timers.each(
        (step, nanos) -> fields.put(LogFields.OWN + "steps." + step + "_us", nanos / 1_000));
    Level level = request.status() >= 500 ? Level.WARN : Level.INFO;
    LogFields.with(logger.atLevel(level), fields)
        .log(
            "{} {} {} in {} us", request.method(), request.path(), request.status(), whole / 1_000);
  }
}
