package dev.sallyport.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Logging as the gate has it, in a context of its own and into memory.
final class CapturedLog implements AutoCloseable {
  final LoggerContext context = new LoggerContext();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final Logging logging;

  private CapturedLog(boolean json, boolean colour) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    logging = Logging.start(LoggingConfig.defaults(), context, json, colour, out);
  }

  static CapturedLog json() {
    return new CapturedLog(true, false);
  }

  static CapturedLog text() {
    return new CapturedLog(false, false);
  }

  Logger logger() {
    return context.getLogger("dev.sallyport.test.Subject");
  }

  /// All that was logged so far.
  String all() {
    logging.flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return all().lines().toList();
  }

  List<JsonNode> parsed() {
    return lines().stream().map(JsonMapper.shared()::readTree).toList();
  }

  JsonNode only() {
    List<JsonNode> lines = parsed();
    if (lines.size() != 1) {
      throw new AssertionError("not one line: " + lines);
    }
    return lines.getFirst();
  }

  @Override
  public void close() {
    logging.close();
    context.stop();
  }
}
