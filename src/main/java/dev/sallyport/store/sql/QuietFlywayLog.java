package dev.sallyport.store.sql;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Flyway's log without its chatter: what it calls information is for debugging here. Public
/// because Flyway makes it by its name.
public final class QuietFlywayLog implements LogCreator {
  @Override
  public Log createLogger(Class<?> type) {
    return new Quiet(LoggerFactory.getLogger(type));
  }

  private record Quiet(Logger log) implements Log {
    @Override
    public void debug(String message) {
      log.trace(message);
    }

    @Override
    public void info(String message) {
      log.debug(message);
    }

    @Override
    public void warn(String message) {
      log.warn(message);
    }

    @Override
    public void error(String message) {
      log.error(message);
    }

    @Override
    public void error(String message, Exception e) {
      log.error(message, e);
    }

    @Override
    public void notice(String message) {
      log.debug(message);
    }
  }
}
