package dev.sallyport.target.command;

import dev.sallyport.problem.FieldError;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts a change's parameters into a tool's argument lists. A value stays one part of one
/// argument, whatever is in it; what could still be read as something else is refused here.
final class Values {
  /// The most characters of one value.
  static final int LONGEST = 8192;

  /// The most characters of a whole list; every system takes that much.
  static final int LONGEST_LIST = 128 << 10;

  private static final int MOST_DIGITS = 100;

  private final ObjectNode schema;
  private final Charset charset;

  /// @param charset how the operating system is handed texts
  Values(ObjectNode schema, Charset charset) {
    this.schema = schema;
    this.charset = charset;
  }

  /// The charset of this machine's arguments; a character it does not have would arrive as
  /// another.
  static Charset ofThisMachine() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  sealed interface Rendered {
    record Arguments(List<String> list) implements Rendered {}

    record Refused(List<FieldError> errors) implements Rendered {}
  }

  /// The list with every value in its place.
  ///
  /// @param own what the gate itself knows, by placeholder
  /// @param parameters as the caller sent them, already valid by the schema
  Rendered render(ArgumentList list, Map<String, String> own, ObjectNode parameters) {
    ObjectNode complete = Placeholders.complete(parameters, schema);
    Map<String, String> values = new HashMap<>(own);
    List<FieldError> errors = new ArrayList<>();
    for (String name : list.names()) {
      if (!Placeholders.OWN.contains(name)) {
        JsonNode value = complete.path(name);
        broken(value)
            .ifPresentOrElse(
                message -> errors.add(error(name, "argument", message)),
                () -> values.put(name, text(value)));
      }
    }
    if (!errors.isEmpty()) {
      return new Rendered.Refused(errors);
    }
    List<String> arguments = list.with(values);
    for (int at : list.open()) {
      if (arguments.get(at).startsWith("-")) {
        String name = list.arguments().get(at).names().getFirst();
        errors.add(
            error(
                name,
                "option",
                "This must not begin with a hyphen: the tool would take it for an option."));
      }
    }
    if (arguments.stream().mapToInt(String::length).sum() > LONGEST_LIST) {
      errors.add(
          new FieldError(
              "/parameters",
              "too-long",
              "The arguments come to more than %d characters.".formatted(LONGEST_LIST)));
    }
    return errors.isEmpty() ? new Rendered.Arguments(arguments) : new Rendered.Refused(errors);
  }

  private static FieldError error(String name, String code, String message) {
    return new FieldError("/parameters/" + name, code, message);
  }

  /// Which rule of an argument the value breaks.
  private Optional<String> broken(JsonNode value) {
    if (!value.isString() && !value.isNumber() && !value.isBoolean()) {
      return Optional.of("This must be one plain value: a text, a number or a boolean.");
    }
    if (value.isNumber() && isUnwieldy(value.decimalValue())) {
      return Optional.of("This number has more than %d digits.".formatted(MOST_DIGITS));
    }
    String text = text(value);
    if (text.length() > LONGEST) {
      return Optional.of("This must have at most %d characters.".formatted(LONGEST));
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.of("This must have no control characters, such as line ends or NUL.");
    }
    if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
      return Optional.of("This must be whole Unicode text.");
    }
    if (!charset.newEncoder().canEncode(text)) {
      return Optional.of(
          "This has characters that the gate's locale cannot hand to a tool; its operator can give it"
              + " a UTF-8 locale.");
    }
    return Optional.empty();
  }

  private static boolean isUnwieldy(BigDecimal number) {
    return number.precision() > MOST_DIGITS || Math.abs(number.scale()) > MOST_DIGITS;
  }

  private static String text(JsonNode value) {
    return value.isNumber() ? value.decimalValue().toPlainString() : value.asString();
  }
}
