package dev.sallyport.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.OptionalDouble;
import org.erdtman.jcs.NumberToJSON;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What of JSON means the same to every reader (I-JSON, RFC 7493): numbers that an IEEE double
/// carries and texts that UTF-8 can encode. The canonical form is one-to-one on exactly these.
final class Interoperable {
  /// Every integer up to this is a double of its own.
  static final long MOST_EXACT_INTEGER = (1L << 53) - 1;

  private Interoperable() {}

  /// Whether the integer is among those of which each is a double of its own.
  static boolean isSafe(long number) {
    return -MOST_EXACT_INTEGER <= number && number <= MOST_EXACT_INTEGER;
  }

  /// The double that carries exactly the number as written, if there is one: the double whose own
  /// spelling is that number. Of all the numbers that round to a double only one is, so two
  /// different numbers never look alike.
  ///
  /// @param number as JSON writes numbers
  static OptionalDouble exactly(String number) {
    double nearest = Double.parseDouble(number);
    if (!Double.isFinite(nearest)) {
      return OptionalDouble.empty();
    }
    try {
      return new BigDecimal(written(nearest)).compareTo(new BigDecimal(number)) == 0
          ? OptionalDouble.of(nearest)
          : OptionalDouble.empty();
    } catch (NumberFormatException exponentBeyondInt) {
      return OptionalDouble.empty();
    }
  }

  /// The double as ECMAScript writes it (RFC 8785 section 3.2.2.3).
  static String written(double number) {
    try {
      return NumberToJSON.serializeNumber(number);
    } catch (IOException e) {
      throw new UncheckedIOException("a finite number was refused", e);
    }
  }

  static JsonNode node(long number) {
    return number == (int) number
        ? JsonNodeFactory.instance.numberNode((int) number)
        : JsonNodeFactory.instance.numberNode(number);
  }

  /// Whole numbers within the integers that are safe become integers, so that `1.0` and `1` are one
  /// value to whoever reads the tree.
  static JsonNode node(double number) {
    boolean whole = Math.rint(number) == number && Math.abs(number) <= MOST_EXACT_INTEGER;
    return whole ? node((long) number) : JsonNodeFactory.instance.numberNode(number);
  }

  /// Whether the text has half of a surrogate pair without the other, which no UTF-8 can carry.
  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean paired =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!paired) {
        return true;
      }
      i++;
    }
    return false;
  }
}
