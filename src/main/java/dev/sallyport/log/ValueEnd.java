package dev.sallyport.log;

/// Where a value inside a text ends. Unsure, it goes on: a mask too wide loses a word, one too
/// narrow shows half a secret.
final class ValueEnd {
  private ValueEnd() {}

  /// After the closing quote that has as many backslashes before it as the opening one, or at the
  /// end of the text.
  static int quoted(String text, int from, char quote, int slashes) {
    int run = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote && (slashes == 0 ? run % 2 == 0 : run == slashes)) {
        return i + 1;
      }
      run = c == '\\' ? run + 1 : 0;
    }
    return text.length();
  }

  /// At the end of the line.
  static int line(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  /// After the bracket that closes the one at `from`, or at the end of the text.
  static int bracketed(String text, int from) {
    char open = text.charAt(from);
    char close = open == '[' ? ']' : '}';
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == open) {
        depth++;
      } else if (c == close && --depth == 0) {
        return i + 1;
      }
    }
    return text.length();
  }

  /// At the first white space, or at a sign that ends a value in a query, a connection string, a
  /// sentence or an object. Such a sign inside a word belongs to the value.
  static int bare(String text, int from) {
    int at = from;
    while (at < text.length() && !endsBare(text, at)) {
      at++;
    }
    return at;
  }

  private static boolean endsBare(String text, int at) {
    char c = text.charAt(at);
    return switch (c) {
      case '&', ';' -> closes(text, at + 1) || startsPair(text, at + 1);
      case ',', ')', ']', '}', '"', '\'', '`' -> closes(text, at + 1);
      case '<' -> at + 1 < text.length() && text.charAt(at + 1) == '/';
      default -> Character.isWhitespace(c);
    };
  }

  private static boolean closes(String text, int at) {
    return at >= text.length()
        || Character.isWhitespace(text.charAt(at))
        || ",;)]}\"'`:".indexOf(text.charAt(at)) >= 0;
  }

  /// Whether `name=` stands there.
  private static boolean startsPair(String text, int from) {
    int at = from;
    while (at < text.length()
        && at - from < SecretNames.MAX_NAME
        && (Character.isLetterOrDigit(text.charAt(at)) || "_-. []".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return at > from && at < text.length() && text.charAt(at) == '=';
  }
}
