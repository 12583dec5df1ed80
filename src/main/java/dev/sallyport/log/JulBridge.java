package dev.sallyport.log;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.ILoggerFactory;
import org.slf4j.spi.LocationAwareLogger;

/// Takes in what libraries log through `java.util.logging` (the PostgreSQL driver, the JDK itself),
/// which would otherwise print beside the redaction.
final class JulBridge extends Handler {
  /// The JDK keeps loggers weakly: without this a level that was set would be forgotten.
  private static final Map<String, Logger> KEPT = new ConcurrentHashMap<>();

  private static final SimpleFormatter FORMATTER = new SimpleFormatter();
  private static final String SELF = JulBridge.class.getName();

  private final ILoggerFactory loggers;

  private JulBridge(ILoggerFactory loggers) {
    this.loggers = loggers;
  }

  /// Makes this the only way out of `java.util.logging`.
  static void install(ILoggerFactory loggers) {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new JulBridge(loggers));
  }

  static void setLevel(String name, LogLevel level) {
    Logger logger = KEPT.computeIfAbsent(jul(name), Logger::getLogger);
    logger.setLevel(
        switch (level) {
          case TRACE -> Level.ALL;
          case DEBUG -> Level.FINE;
          case INFO -> Level.INFO;
          case WARN -> Level.WARNING;
          case ERROR -> Level.SEVERE;
          case OFF -> Level.OFF;
        });
  }

  static void clearLevel(String name) {
    Logger logger = KEPT.remove(jul(name));
    if (logger != null) {
      logger.setLevel(null);
    }
  }

  private static String jul(String name) {
    return name.equals(Levels.ROOT) ? "" : name;
  }

  @Override
  public void publish(LogRecord record) {
    String name = Objects.requireNonNullElse(record.getLoggerName(), "java.util.logging");
    String formatted = FORMATTER.formatMessage(record);
    org.slf4j.Logger to = loggers.getLogger(name);
    if (to instanceof LocationAwareLogger aware) {
      aware.log(
          null,
          SELF,
          slf4j(record.getLevel()),
          "{}",
          new Object[] {Objects.requireNonNullElse(formatted, "")},
          record.getThrown());
    }
  }

  private static int slf4j(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return LocationAwareLogger.ERROR_INT;
    }
    if (value >= Level.WARNING.intValue()) {
      return LocationAwareLogger.WARN_INT;
    }
    if (value >= Level.INFO.intValue()) {
      return LocationAwareLogger.INFO_INT;
    }
    return value >= Level.FINE.intValue()
        ? LocationAwareLogger.DEBUG_INT
        : LocationAwareLogger.TRACE_INT;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
