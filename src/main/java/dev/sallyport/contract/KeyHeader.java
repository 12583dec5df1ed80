package dev.sallyport.contract;

import dev.sallyport.domain.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/// The `Idempotency-Key` header, read as a structured-field string (RFC 9651 section 3.3.3).
sealed interface KeyHeader {
  /// There is no such header.
  record Absent() implements KeyHeader {}

  record Given(IdempotencyKey key) implements KeyHeader {}

  /// There is one, but it is no key; the message says what it must be.
  record Bad(String message) implements KeyHeader {}

  /// A key has no character that a structured-field string escapes, so what stands between the
  /// quotes is the key itself and anything else is none. Parameters are refused: none is defined.
  static KeyHeader of(@Nullable String header) {
    if (header == null) {
      return new Absent();
    }
    String value = strip(header);
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return new Bad(
          "The Idempotency-Key header must be one quoted string, such as \"my-key-01\".");
    }
    String key = value.substring(1, value.length() - 1);
    if (!IdempotencyKey.PATTERN.matcher(key).matches()) {
      return new Bad(
          "The Idempotency-Key header must have 3 to 128 characters of A-Z a-z 0-9 . _ : - between its"
              + " quotes.");
    }
    return new Given(new IdempotencyKey(key));
  }

  /// Without the spaces around it, the only white space that structured fields allow there.
  private static String strip(String header) {
    int from = 0;
    int to = header.length();
    while (from < to && header.charAt(from) == ' ') {
      from++;
    }
    while (to > from && header.charAt(to - 1) == ' ') {
      to--;
    }
    return header.substring(from, to);
  }
}
