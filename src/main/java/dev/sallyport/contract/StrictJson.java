package dev.sallyport.contract;

import dev.sallyport.problem.FieldError;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads bytes as exactly one JSON object, by RFC 8259 to the letter and within named bounds.
///
/// The text is UTF-8 without a byte order mark; Jackson's own guessing of encodings never runs, for
/// it would take UTF-16 too. What goes beyond a bound ends the reading there and then, however much
/// follows.
final class StrictJson {
  /// The deepest nesting, the object itself counted (DESIGN.md section 4).
  static final int MOST_DEPTH = 32;

  /// The most brackets, names and values of one body.
  static final int MOST_TOKENS = 100_000;

  /// The longest field name, in characters.
  static final int MOST_NAME_CHARACTERS = 256;

  /// The longest number, in characters; 17 digits and an exponent say all that a double can.
  static final int MOST_NUMBER_CHARACTERS = 64;

  /// What the bytes are.
  sealed interface Reading {
    /// One object; the errors name what in it cannot be meant, at most as many as a problem names.
    record Body(ObjectNode value, List<FieldError> errors) implements Reading {}

    /// Not one well-formed object within the bounds.
    record Malformed(String detail, List<FieldError> errors) implements Reading {}
  }

  private final JsonFactory factory;

  /// @param mostBytes the most bytes of a body, and so the most characters of one text in it
  StrictJson(int mostBytes) {
    factory =
        JsonFactory.builder()
            // Names are the caller's choice: no table of them outlives its request.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxTokenCount(MOST_TOKENS)
                    .maxNameLength(MOST_NAME_CHARACTERS)
                    .maxNumberLength(MOST_NUMBER_CHARACTERS)
                    .maxStringLength(mostBytes)
                    .build())
            .build();
  }

  Reading read(byte[] bytes) {
    String text = decode(bytes);
    if (text == null) {
      return malformed("The body is not UTF-8.");
    }
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      return read(parser);
    }
  }

  private static Reading read(JsonParser parser) {
    StrictTree tree = new StrictTree(parser);
    try {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        return malformed(notAnObject(first));
      }
      ObjectNode value = tree.object();
      if (parser.nextToken() != null) {
        return malformed("Something follows the JSON object" + at(parser) + ".");
      }
      return tree.hasDuplicates()
          ? new Reading.Malformed("A field is named more than once.", tree.errors())
          : new Reading.Body(value, tree.errors());
    } catch (StreamConstraintsException e) {
      return tree.overBound();
    } catch (UnexpectedEndOfInputException e) {
      return malformed("The body ends before its JSON is complete.");
    } catch (JacksonException e) {
      return malformed("The body is not valid JSON" + at(parser) + ".");
    }
  }

  private static String notAnObject(@Nullable JsonToken first) {
    if (first == null) {
      return "The body is empty; it must be one JSON object.";
    }
    return "The body must be one JSON object, not "
        + switch (first) {
          case START_ARRAY -> "an array.";
          case VALUE_STRING -> "a string.";
          case VALUE_NULL -> "null.";
          case VALUE_TRUE, VALUE_FALSE -> "a boolean.";
          default -> "a number.";
        };
  }

  private static Reading malformed(String detail) {
    return new Reading.Malformed(detail, List.of());
  }

  private static String at(JsonParser parser) {
    TokenStreamLocation location = parser.currentLocation();
    return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static @Nullable String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
