package dev.sallyport.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/// What this process's gates log, as they would print it, kept in memory until it is closed.
public final class GateLog implements AutoCloseable {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Logging logging;
  private final Level before;

  private GateLog(LoggerContext context) {
    before = context.getLogger("dev.sallyport").getLevel();
    logging = Logging.start(LoggingConfig.defaults(), context, true, false, out);
    context.getLogger("dev.sallyport").setLevel(Level.DEBUG);
  }

  public static GateLog capture() {
    return new GateLog((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  public String text() {
    logging.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    logging.close();
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("dev.sallyport").setLevel(before);
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
  }
}
