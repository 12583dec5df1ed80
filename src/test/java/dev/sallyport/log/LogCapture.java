package dev.sallyport.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Everything that this process logs meanwhile, as the JSON lines a gate would write. To be opened
/// once a gate has started, because the first one sets logging up.
public final class LogCapture implements AutoCloseable {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Logger root;
  private final Logger own;
  private final Level ownBefore;
  private final BufferedAppender appender;

  private LogCapture(Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    own = context.getLogger("dev.sallyport");
    ownBefore = own.getLevel();
    appender =
        new BufferedAppender(JsonFormat.encoder(new LogLines(new Redactor(Set.of()))), out, true);
    appender.encoder().setContext(context);
    appender.encoder().start();
    appender.setContext(context);
    appender.setName("capture");
    appender.start();
    own.setLevel(level);
    root.addAppender(appender);
  }

  public static LogCapture info() {
    return new LogCapture(Level.INFO);
  }

  public static LogCapture debug() {
    return new LogCapture(Level.DEBUG);
  }

  public String text() {
    appender.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  public List<JsonNode> lines() {
    return text().lines().map(JsonMapper.shared()::readTree).toList();
  }

  /// The lines of that `event.action`.
  public Stream<JsonNode> events(String action) {
    return lines().stream()
        .filter(line -> line.path(LogFields.EVENT_ACTION).asString("").equals(action));
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    own.setLevel(ownBefore);
    appender.stop();
  }
}
