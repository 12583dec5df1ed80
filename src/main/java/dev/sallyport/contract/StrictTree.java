package dev.sallyport.contract;

import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Builds one tree from a parser and notes on the way what in it cannot be meant: a name given
/// twice, half a surrogate pair, NUL, a number that no double carries. Used once.
///
/// What was noted stands in the tree as something harmless of its type, so that a schema can still
/// be asked about the rest. Recursion is bounded by the parser's own bound on nesting.
final class StrictTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private final List<FieldError> errors = new ArrayList<>();
  private boolean duplicates;

  StrictTree(JsonParser parser) {
    this.parser = parser;
  }

  List<FieldError> errors() {
    return List.copyOf(errors);
  }

  boolean hasDuplicates() {
    return duplicates;
  }

  /// Reads the object whose opening brace is the current token.
  ObjectNode object() {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      boolean clean = isCleanName(name);
      if (clean && object.has(name)) {
        duplicates = true;
        note(
            Pointer.append(enclosing(), name),
            "duplicate-field",
            "This field is given more than once.");
      }
      parser.nextToken();
      JsonNode value = value();
      if (clean) {
        object.set(name, value);
      }
    }
    return object;
  }

  /// What to answer when the parser hit one of its bounds.
  StrictJson.Reading overBound() {
    String rule;
    String code;
    if (parser.streamReadContext().getNestingDepth() > StrictJson.MOST_DEPTH) {
      code = "too-deep";
      rule = "JSON is nested at most " + StrictJson.MOST_DEPTH + " deep.";
    } else if (parser.currentTokenCount() > StrictJson.MOST_TOKENS) {
      code = "too-many";
      rule = "A body has at most " + StrictJson.MOST_TOKENS + " brackets, names and values.";
    } else {
      code = "too-long";
      rule =
          "A field name has at most %d characters and a number at most %d."
              .formatted(StrictJson.MOST_NAME_CHARACTERS, StrictJson.MOST_NUMBER_CHARACTERS);
    }
    note(here(), code, rule);
    return new StrictJson.Reading.Malformed(rule, errors());
  }

  private JsonNode value() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> text(parser.getString());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("the parser gave a token that is no value");
    };
  }

  private ArrayNode array() {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value());
    }
    return array;
  }

  private JsonNode text(String text) {
    if (Interoperable.hasLoneSurrogate(text)) {
      note(here(), "lone-surrogate", "A text must not have half of a surrogate pair.");
    }
    if (text.indexOf('\0') >= 0) {
      note(here(), "nul", "A text must not have the character NUL.");
    }
    return NODES.stringNode(text);
  }

  private JsonNode integer() {
    return switch (parser.getNumberType()) {
      case INT, LONG -> {
        long number = parser.getLongValue();
        yield Interoperable.isSafe(number) ? Interoperable.node(number) : decimal();
      }
      case BIG_INTEGER -> decimal();
      case FLOAT, DOUBLE, BIG_DECIMAL ->
          throw new IllegalStateException("the parser gave a fraction as an integer");
    };
  }

  /// Past the last mistake that is told, numbers are no longer looked at: the request is refused.
  private JsonNode decimal() {
    if (errors.size() == Problem.MOST_ERRORS) {
      return NODES.numberNode(0);
    }
    OptionalDouble number = Interoperable.exactly(parser.getString());
    return number.isPresent() ? Interoperable.node(number.getAsDouble()) : inexact();
  }

  private JsonNode inexact() {
    note(
        here(),
        "number-not-interoperable",
        "A number must be one that an IEEE 754 double carries exactly as written; send longer ones as"
            + " strings.");
    return NODES.numberNode(0);
  }

  private boolean isCleanName(String name) {
    boolean clean = name.indexOf('\0') < 0 && !Interoperable.hasLoneSurrogate(name);
    if (!clean) {
      note(enclosing(), "field-name", "A field name here has NUL or half of a surrogate pair.");
    }
    return clean;
  }

  private void note(String pointer, String code, String message) {
    if (errors.size() < Problem.MOST_ERRORS) {
      errors.add(new FieldError(pointer, code, message));
    }
  }

  private String here() {
    return printable(parser.streamReadContext().pathAsPointer().toString());
  }

  private String enclosing() {
    var parent = parser.streamReadContext().getParent();
    return parent == null ? "" : printable(parent.pathAsPointer().toString());
  }

  /// A pointer through a name that cannot be written stops before that name.
  private static String printable(String pointer) {
    String fitting = Pointer.fit(pointer);
    while (Interoperable.hasLoneSurrogate(fitting)) {
      fitting = fitting.substring(0, fitting.lastIndexOf('/'));
    }
    return fitting;
  }
}
