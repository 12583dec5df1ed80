package dev.sallyport.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.erdtman.jcs.NumberToJSON;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What of JSON means the same to every reader (I-JSON, RFC 7493): numbers that an IEEE double
/// carries and texts that UTF-8 can encode. The canonical form is one-to-one on exactly these.
final class Interoperable {
  /// Every integer up to this is a double of its own.
  static final long MOST_EXACT_INTEGER = (1L << 53) - 1;

  private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private Interoperable() {}

  /// Whether the integer is among those of which each is a double of its own.
  static boolean isSafe(long number) {
    return -MOST_EXACT_INTEGER <= number && number <= MOST_EXACT_INTEGER;
  }

  static boolean isExact(long number) {
    return isSafe(number) || isExact(BigDecimal.valueOf(number));
  }

  /// Whether the number is the one that its nearest double is written as. Of all the numbers that
  /// round to the same double only one is, so two different exact numbers never look alike.
  static boolean isExact(BigDecimal number) {
    double nearest = number.doubleValue();
    return Double.isFinite(nearest) && new BigDecimal(written(nearest)).compareTo(number) == 0;
  }

  /// The double as ECMAScript writes it (RFC 8785 section 3.2.2.3).
  static String written(double number) {
    try {
      return NumberToJSON.serializeNumber(number);
    } catch (IOException e) {
      throw new UncheckedIOException("a finite number was refused", e);
    }
  }

  static JsonNode node(BigInteger number) {
    boolean small = number.compareTo(LEAST_LONG) >= 0 && number.compareTo(MOST_LONG) <= 0;
    return small ? node(number.longValue()) : JsonNodeFactory.instance.numberNode(number);
  }

  static JsonNode node(long number) {
    return number == (int) number
        ? JsonNodeFactory.instance.numberNode((int) number)
        : JsonNodeFactory.instance.numberNode(number);
  }

  static JsonNode node(BigDecimal number) {
    return DecimalNode.valueOf(number);
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
