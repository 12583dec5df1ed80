package dev.sallyport.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A line for people: time (UTC), level, logger, message, then the fields as `name=value`. An
/// exception's trace follows on lines of its own that begin with a tab.
final class TextFormat extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Names that a person reads often, shorter.
  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          LogFields.TRACE_ID, "trace",
          LogFields.SPAN_ID, "span",
          LogFields.REQUEST_ID, "request",
          LogFields.THREAD, "thread");

  private static final byte[] NOTHING = {};

  private final LogLines lines;
  private final boolean colour;

  TextFormat(LogLines lines, boolean colour) {
    this.lines = lines;
    this.colour = colour;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    LogLine line = lines.of(event);
    var out = new StringBuilder(160);
    out.append((colour ? SHORT : FULL).format(line.time())).append(' ');
    String level = "%-5s".formatted(line.level());
    out.append(colour ? paint(line.level(), level) : level).append(' ');
    out.append(Escapes.line(shortLogger(line.logger()))).append("  ");
    out.append(Escapes.line(line.message()));
    for (var field : line.fields().properties()) {
      append(out, field.getKey(), field.getValue());
    }
    out.append('\n');
    if (line.failure() != null) {
      for (String frame : line.failure().trace()) {
        out.append(frame.startsWith("\t") ? "\t" : "\t!").append(frame.strip()).append('\n');
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void append(StringBuilder out, String name, JsonNode value) {
    String shown = SHORT_NAMES.getOrDefault(name, name);
    if (shown.startsWith(LogFields.OWN)) {
      shown = shown.substring(LogFields.OWN.length());
    }
    String text = Escapes.line(value.isString() ? value.stringValue() : value.toString());
    boolean quoted = text.isEmpty() || text.indexOf(' ') >= 0 || text.indexOf('"') >= 0;
    out.append(' ').append(colour ? "\u001b[2m" : "").append(Escapes.line(shown)).append('=');
    out.append(colour ? "\u001b[0m" : "");
    out.append(quoted ? '"' + text.replace("\"", "\\\"") + '"' : text);
  }

  private static String paint(Level level, String text) {
    String code =
        switch (level.toInt()) {
          case Level.ERROR_INT -> "31";
          case Level.WARN_INT -> "33";
          case Level.INFO_INT -> "32";
          default -> "2";
        };
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /// The logger's last two parts, such as `gate.Execute`.
  private static String shortLogger(String name) {
    int last = name.lastIndexOf('.');
    int before = last < 0 ? -1 : name.lastIndexOf('.', last - 1);
    return name.substring(before + 1);
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
