package dev.sallyport.log;

/// Makes any text safe to print on one line of a terminal: what would end the line, move the
/// cursor, change the direction of writing or not show at all is spelled out.
public final class Escapes {
  private Escapes() {}

  /// The text with every control, format, separator, surrogate, private or unassigned character as
  /// an escape: `\n`, `\r`, `\t`, or its code in hex.
  public static String line(String text) {
    int at = 0;
    while (at < text.length() && isPlain(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    var out = new StringBuilder(text.length() + 16).append(text, 0, at);
    text.substring(at).codePoints().forEach(point -> append(out, point));
    return out.toString();
  }

  /// The text with every half of a surrogate pair that stands alone replaced by U+FFFD, so that any
  /// encoding can write it.
  static String wellFormed(String text) {
    var out = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isSurrogate(point) ? 0xfffd : point)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f;
  }

  private static void append(StringBuilder out, int point) {
    switch (point) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (shows(point)) {
          out.appendCodePoint(point);
        } else {
          out.append("\\u%04x".formatted(point));
        }
      }
    }
  }

  private static boolean shows(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
