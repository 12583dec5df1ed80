package dev.sallyport.log;

import java.util.Map;
import java.util.Set;
import org.slf4j.spi.LoggingEventBuilder;

/// The names of the fields of a log line: Elastic Common Schema, and under `sallyport.` what that
/// schema has no word for. See `docs/logging.md`.
public final class LogFields {
  public static final String TIMESTAMP = "@timestamp";
  public static final String LEVEL = "log.level";
  public static final String MESSAGE = "message";
  public static final String ECS_VERSION = "ecs.version";
  public static final String SERVICE = "service.name";
  public static final String LOGGER = "log.logger";
  public static final String THREAD = "process.thread.name";
  public static final String TRACE_ID = "trace.id";
  public static final String SPAN_ID = "span.id";
  public static final String REQUEST_ID = "http.request.id";
  public static final String ERROR_TYPE = "error.type";
  public static final String ERROR_MESSAGE = "error.message";
  public static final String ERROR_STACK = "error.stack_trace";
  public static final String EVENT_ACTION = "event.action";
  public static final String EVENT_CATEGORY = "event.category";
  public static final String EVENT_KIND = "event.kind";
  public static final String EVENT_DURATION = "event.duration";
  public static final String EVENT_OUTCOME = "event.outcome";
  public static final String METHOD = "http.request.method";
  public static final String STATUS = "http.response.status_code";
  public static final String PATH = "url.path";
  public static final String CLIENT_ADDRESS = "client.address";

  /// What begins the names of the gate's own fields: `principal`, `action`, `target`, `change`,
  /// `execution`, `outcome`, `reason`, `steps.…_us`, and any field given without a dot.
  public static final String OWN = "sallyport.";

  /// What only the encoder may say.
  static final Set<String> RESERVED =
      Set.of(
          TIMESTAMP,
          LEVEL,
          MESSAGE,
          ECS_VERSION,
          SERVICE,
          LOGGER,
          THREAD,
          TRACE_ID,
          SPAN_ID,
          REQUEST_ID,
          ERROR_TYPE,
          ERROR_MESSAGE,
          ERROR_STACK);

  private LogFields() {}

  /// The full name of a field that a log call gave: as it is with a dot, else under `sallyport.`.
  static String named(String given) {
    if (given.indexOf('.') < 0 || RESERVED.contains(given)) {
      return OWN + given;
    }
    return given;
  }

  /// The line with these fields added.
  static LoggingEventBuilder with(LoggingEventBuilder line, Map<String, ?> fields) {
    LoggingEventBuilder filled = line;
    for (Map.Entry<String, ?> field : fields.entrySet()) {
      filled = filled.addKeyValue(field.getKey(), field.getValue());
    }
    return filled;
  }
}
