package dev.sallyport.contract;

/// A short, harmless piece of a caller's text for a message: cut, with every control, formatting
/// and surrogate character escaped.
final class Excerpt {
  /// The most characters of a caller's text that a message repeats.
  static final int MOST_CHARACTERS = 40;

  private Excerpt() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().limit(MOST_CHARACTERS).forEach(c -> append(c, out));
    return text.codePointCount(0, text.length()) > MOST_CHARACTERS
        ? out.append('…').toString()
        : out.toString();
  }

  private static void append(int c, StringBuilder out) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          out.append(String.format("\\u%04x", c));
      default -> out.appendCodePoint(c);
    }
  }
}
