package dev.sallyport.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where security events are logged: one logger of its own, one line an event, found by
/// `event.action`.
public final class SecurityLog {
  /// The logger's name, for those who route these lines elsewhere.
  public static final String LOGGER = "dev.sallyport.security";

  private final Logger logger;

  public SecurityLog() {
    this(LoggerFactory.getLogger(LOGGER));
  }

  SecurityLog(Logger logger) {
    this.logger = logger;
  }

  /// Logs that it happened, with nothing more to say than who and where, which the scope knows.
  public void event(SecurityEvent event) {
    event(event, Map.of());
  }

  /// Logs that it happened.
  ///
  /// @param fields what else is known, by plain names (`reason`, `address`, …); values may come
  /// from callers and are redacted, escaped and cut like any other
  public void event(SecurityEvent event, Map<String, ?> fields) {
    var all = new LinkedHashMap<String, Object>();
    all.putAll(fields);
    all.put(LogFields.EVENT_ACTION, event.wire());
    all.put(LogFields.EVENT_CATEGORY, event.category());
    all.put(LogFields.EVENT_KIND, "event");
    LogFields.with(logger.atLevel(event.level()), all).log("{}", event.meaning());
  }
}
