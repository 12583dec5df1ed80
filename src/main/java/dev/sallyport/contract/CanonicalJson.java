package dev.sallyport.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// The one form in which a JSON value is hashed: RFC 8785, members sorted by UTF-16 code units,
/// numbers as ECMAScript writes them, no white space.
///
/// Two values that differ never share a form: what only looks different from another value (a
/// number that no double carries, half a surrogate pair) is refused, not rounded.
public final class CanonicalJson {
  /// The deepest nesting that is written; more than any request or plan can have.
  public static final int MOST_DEPTH = 256;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private CanonicalJson() {}

  /// The canonical form as UTF-8.
  ///
  /// @throws IllegalArgumentException for a value that has none: too deep, a number no double
  /// carries, half a surrogate pair, or a node that is not JSON
  public static byte[] of(JsonNode value) {
    return textOf(value).getBytes(StandardCharsets.UTF_8);
  }

  /// The SHA-256 of the canonical form, 64 lower-case hexadecimal digits.
  ///
  /// @throws IllegalArgumentException as [#of]
  public static String sha256Hex(JsonNode value) {
    return sha256Hex(of(value));
  }

  /// The SHA-256 of the bytes, 64 lower-case hexadecimal digits.
  public static String sha256Hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String textOf(JsonNode value) {
    StringBuilder out = new StringBuilder();
    write(value, 0, out);
    return out.toString();
  }

  private static void write(JsonNode value, int depth, StringBuilder out) {
    if (depth > MOST_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + MOST_DEPTH);
    }
    switch (value.getNodeType()) {
      case OBJECT -> writeObject(value, depth, out);
      case ARRAY -> writeArray(value, depth, out);
      case STRING -> writeString(value.stringValue(), out);
      case NUMBER -> out.append(number(value));
      case BOOLEAN -> out.append(value.booleanValue());
      case NULL -> out.append("null");
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, int depth, StringBuilder out) {
    List<Map.Entry<String, JsonNode>> sorted = new ArrayList<>(object.properties());
    sorted.sort(Map.Entry.comparingByKey());
    char before = '{';
    for (Map.Entry<String, JsonNode> member : sorted) {
      out.append(before);
      writeString(member.getKey(), out);
      out.append(':');
      write(member.getValue(), depth + 1, out);
      before = ',';
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private static void writeArray(JsonNode array, int depth, StringBuilder out) {
    char before = '[';
    for (JsonNode element : array) {
      out.append(before);
      write(element, depth + 1, out);
      before = ',';
    }
    out.append(array.isEmpty() ? "[]" : "]");
  }

  private static String number(JsonNode value) {
    if ((value.isInt() || value.isLong()) && Interoperable.isSafe(value.longValue())) {
      return Long.toString(value.longValue());
    }
    if (value.isDouble() && Double.isFinite(value.doubleValue())) {
      return Interoperable.written(value.doubleValue());
    }
    OptionalDouble number =
        value.isFloatingPointNumber() && !value.isBigDecimal()
            ? OptionalDouble.empty()
            : Interoperable.exactly(value.decimalValue().toString());
    return Interoperable.written(
        number.orElseThrow(
            () -> new IllegalArgumentException("a number that no IEEE double carries")));
  }

  private static void writeString(String text, StringBuilder out) {
    if (Interoperable.hasLoneSurrogate(text)) {
      throw new IllegalArgumentException("half a surrogate pair");
    }
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, written, i);
        writeEscaped(c, out);
        written = i + 1;
      }
    }
    out.append(text, written, text.length()).append('"');
  }

  private static void writeEscaped(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
    }
  }
}
