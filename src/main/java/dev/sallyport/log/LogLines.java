package dev.sallyport.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.sallyport.trace.RequestScope;
import dev.sallyport.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes lines of events, in the thread that logs, since that is who knows its request. Both
/// formats print what this makes and nothing else, so nothing goes round the redaction.
final class LogLines {
  /// The fields one log call may add; further ones are left out.
  static final int MAX_FIELDS = 64;

  /// The longest message, in characters.
  static final int MAX_MESSAGE = Redactor.MAX_TEXT;

  private static final int MAX_NAME = 128;
  private static final int MAX_LEAD = 2 * SecretNames.MAX_NAME;

  private final Redactor redactor;
  private final PlainNames plain;

  LogLines(Redactor redactor) {
    this.redactor = redactor;
    this.plain = new PlainNames(redactor);
  }

  /// The event's line. An argument that fails while it is read costs its line's contents, not the
  /// caller.
  LogLine of(ILoggingEvent event) {
    try {
      return line(event);
    } catch (RuntimeException | StackOverflowError e) {
      ObjectNode fields = JsonNodeFactory.instance.objectNode();
      Trace.current().ifPresent(scope -> addScope(scope, fields));
      String instead = "(a line that could not be made: " + e.getClass().getName() + ")";
      return new LogLine(
          event.getInstant(), event.getLevel(), event.getLoggerName(), instead, fields, null);
    }
  }

  private LogLine line(ILoggingEvent event) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    String thread = Thread.currentThread().getName();
    if (!thread.isEmpty()) {
      fields.put(LogFields.THREAD, redactor.text(thread, MAX_NAME));
    }
    Trace.current().ifPresent(scope -> addScope(scope, fields));
    addMdc(event.getMDCPropertyMap(), fields);
    addGiven(event.getKeyValuePairs(), fields);
    return new LogLine(
        event.getInstant(),
        event.getLevel(),
        event.getLoggerName(),
        redactor.text(message(event), MAX_MESSAGE),
        fields,
        Failure.of(event.getThrowableProxy(), redactor));
  }

  private void addScope(RequestScope scope, ObjectNode fields) {
    fields.put(LogFields.TRACE_ID, scope.trace().traceId());
    fields.put(LogFields.SPAN_ID, scope.trace().spanId());
    fields.put(LogFields.REQUEST_ID, scope.requestId());
    scope.known((name, value) -> fields.put(LogFields.OWN + name, redactor.text(value, MAX_NAME)));
  }

  /// What libraries put into the MDC; the gate itself uses none.
  private void addMdc(Map<String, String> mdc, ObjectNode fields) {
    int left = MAX_FIELDS;
    for (var entry : mdc.entrySet()) {
      if (left-- == 0) {
        return;
      }
      add(entry.getKey(), "mdc." + entry.getKey(), entry.getValue(), fields);
    }
  }

  private void addGiven(@Nullable List<KeyValuePair> pairs, ObjectNode fields) {
    if (pairs != null) {
      pairs.stream().limit(MAX_FIELDS).forEach(pair -> addGiven(pair, fields));
    }
  }

  private void addGiven(KeyValuePair pair, ObjectNode fields) {
    Optional<String> field = plain.field(pair.key);
    if (field.isPresent()) {
      fields.set(field.get(), redactor.json(Values.json(pair.value)));
    } else {
      add(pair.key, LogFields.named(pair.key), pair.value, fields);
    }
  }

  /// Redacts the value as a member of that name, so that the name counts too, and adds it as a
  /// field.
  private void add(String name, String field, @Nullable Object value, ObjectNode fields) {
    ObjectNode member = JsonNodeFactory.instance.objectNode();
    member.set(name, Values.json(value));
    for (var clean : redactor.json(member).properties()) {
      fields.set(redactor.text(field, MAX_NAME), clean.getValue());
    }
  }

  /// The message with its arguments. Structures are redacted by their names before they become
  /// text, and an argument that the message itself calls secret (`password={}`) does not become
  /// text at all.
  private String message(ILoggingEvent event) {
    String pattern = event.getMessage();
    Object[] arguments = event.getArgumentArray();
    if (pattern == null || arguments == null || arguments.length == 0) {
      return pattern == null ? "" : pattern;
    }
    Object[] clean = arguments.clone();
    int at = 0;
    for (int i = 0; i < clean.length; i++) {
      int place = pattern.indexOf("{}", at);
      if (place >= 0
          && redactor.asksForSecret(pattern.substring(Math.max(at, place - MAX_LEAD), place))) {
        clean[i] = Spans.MASK;
      } else if (Values.isStructured(clean[i])) {
        clean[i] = redactor.json(Values.json(clean[i])).toString();
      }
      at = place < 0 ? pattern.length() : place + 2;
    }
    String message = MessageFormatter.arrayFormat(pattern, clean).getMessage();
    return message == null ? "" : message;
  }
}
