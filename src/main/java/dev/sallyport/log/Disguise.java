package dev.sallyport.log;

import java.util.regex.Pattern;

/// Undoes what hides a secret from the rules without anybody meaning to: line breaks inside a long
/// token, percent-encoding, and JSON's escapes.
final class Disguise {
  /// A line break, also an escaped one, with 16 characters of a token before it and four after.
  private static final Pattern BREAK =
      Pattern.compile(
          "(?<=[A-Za-z0-9_.+/=-]{16})(?:\\r?\\n|\\\\r\\\\n|\\\\n)[ \\t]{0,8}+(?=[A-Za-z0-9_.+/=-]{4})");

  private Disguise() {}

  static String unwrap(String text) {
    return BREAK.matcher(text).replaceAll("");
  }

  /// The text with `%xx` and JSON's four-digit escapes replaced by what they stand for, as far as
  /// names, signs and tokens are made of it. White space and `&` stay encoded: decoded, they would
  /// seem to end a value.
  static String decode(String text) {
    var out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int digits = c == '%' ? at + 1 : c == '\\' && text.startsWith("u", at + 1) ? at + 2 : -1;
      int count = c == '%' ? 2 : 4;
      int code = digits < 0 ? -1 : hex(text, digits, count);
      if (isPlain(code)) {
        out.append((char) code);
        at = digits + count;
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static boolean isPlain(int code) {
    return (code >= '0' && code <= '9')
        || (code >= 'A' && code <= 'Z')
        || (code >= 'a' && code <= 'z')
        || (code > 0 && "_-.~:/=@+<>\"{}[],".indexOf(code) >= 0);
  }

  private static int hex(String text, int from, int count) {
    if (from + count > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + count; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
