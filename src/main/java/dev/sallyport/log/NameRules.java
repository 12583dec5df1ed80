package dev.sallyport.log;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the values of secret names inside a text: `password=…`, `"apiKey": "…"`, `Cookie: …`,
/// `--token …`, `<secret>…</secret>`, quoted or not, also where the quotes are escaped because the
/// text is JSON inside a string.
final class NameRules {
  /// How many spaces, quotes and backslashes may stand between a name, its sign and its value.
  private static final int MAX_GAP = 8;

  private static final Set<String> PLAIN_VALUES = Set.of("null", "true", "false", "none", "***");
  private static final Set<String> SCHEMES =
      Set.of("bearer", "basic", "digest", "negotiate", "token");

  private final SecretNames names;

  NameRules(SecretNames names) {
    this.names = names;
  }

  void find(String text, Spans spans) {
    int at = 1;
    while (at < text.length()) {
      int end =
          switch (text.charAt(at)) {
            case '=', ':' -> assignment(text, at, spans);
            case '>' -> element(text, at, spans);
            case '-' -> flag(text, at, spans);
            default -> at;
          };
      // What is masked already needs no second look, which keeps the search linear.
      at = Math.max(at + 1, end);
    }
  }

  /// A name, `=` or `:`, and a value. Like its siblings, gives the end of the value it found, or
  /// `sign`.
  private int assignment(String text, int sign, Spans spans) {
    if (text.startsWith("://", sign)) {
      return sign;
    }
    String name = secretNameBefore(text, sign);
    return name == null ? sign : value(text, sign + 1, name, spans);
  }

  /// Whether whatever follows this text is a secret name's value, as after `password=`.
  boolean asksForSecret(String before) {
    int end = before.length();
    while (end > 0 && isBetween(before.charAt(end - 1))) {
      end--;
    }
    return end > 0
        && "=:".indexOf(before.charAt(end - 1)) >= 0
        && secretNameBefore(before, end - 1) != null;
  }

  /// The secret name that stands before the sign, perhaps of two words (`api key`), or null.
  private @Nullable String secretNameBefore(String text, int sign) {
    int end = sign;
    int least = Math.max(0, sign - MAX_GAP);
    while (end > least && isBetween(text.charAt(end - 1))) {
      end--;
    }
    int start = nameStart(text, end);
    if (start == end) {
      return null;
    }
    String name = text.substring(start, end);
    if (start < 2 || text.charAt(start - 1) != ' ') {
      return names.isSecret(name) ? name : null;
    }
    String both = text.substring(nameStart(text, start - 1), end);
    if (names.isSecret(name)) {
      // What is a key by itself may be the idempotency key.
      return names.isOrdinaryKey(both) ? null : name;
    }
    return names.isSecret(both) ? both : null;
  }

  /// An XML element that holds text.
  private int element(String text, int sign, Spans spans) {
    int start = nameStart(text, sign);
    if (start == 0 || start == sign || text.charAt(start - 1) != '<') {
      return sign;
    }
    if (!names.isSecret(text.substring(start, sign))) {
      return sign;
    }
    int next = text.indexOf('<', sign);
    int to = next < 0 ? text.length() : next;
    spans.add(sign + 1, to);
    return to;
  }

  /// `--name value`, as on a command line.
  private int flag(String text, int dash, Spans spans) {
    if (text.charAt(dash - 1) != '-') {
      return dash;
    }
    int start = dash + 1;
    int end = start;
    while (end < text.length() && end - start < SecretNames.MAX_NAME && isName(text.charAt(end))) {
      end++;
    }
    if (end == start || end >= text.length() || !isGap(text.charAt(end))) {
      return dash;
    }
    String name = text.substring(start, end);
    int from = skip(text, end);
    boolean holds = from < text.length() && text.charAt(from) != '-' && names.isSecret(name);
    return holds ? value(text, end, name, spans) : dash;
  }

  private int value(String text, int after, String name, Spans spans) {
    int from = after;
    while (from < text.length() && "=:>".indexOf(text.charAt(from)) >= 0 && from - after < 2) {
      from++;
    }
    from = skip(text, from);
    int to = valueEnd(text, from, names.isHeader(name));
    String value = text.substring(from, to);
    if (PLAIN_VALUES.contains(value.toLowerCase(Locale.ROOT))
        || (names.countsThings(name) && isNumber(value))) {
      return after - 1;
    }
    spans.add(from, to);
    return to;
  }

  private static int valueEnd(String text, int from, boolean header) {
    int slashes = from;
    while (slashes < text.length() && text.charAt(slashes) == '\\' && slashes - from < MAX_GAP) {
      slashes++;
    }
    if (slashes < text.length() && isQuote(text.charAt(slashes))) {
      return ValueEnd.quoted(text, slashes + 1, text.charAt(slashes), slashes - from);
    }
    if (header) {
      return ValueEnd.line(text, from);
    }
    if (from < text.length() && "[{".indexOf(text.charAt(from)) >= 0) {
      return ValueEnd.bracketed(text, from);
    }
    int to = ValueEnd.bare(text, from);
    if (SCHEMES.contains(text.substring(from, to).toLowerCase(Locale.ROOT))) {
      return ValueEnd.bare(text, skip(text, to));
    }
    return to;
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && at - from < MAX_GAP && isGap(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int nameStart(String text, int end) {
    int start = end;
    int least = Math.max(0, end - SecretNames.MAX_NAME);
    while (start > least && isName(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.'
        || c == '$';
  }

  private static boolean isBetween(char c) {
    return isGap(c) || isQuote(c) || c == '\\' || c == ']';
  }

  private static boolean isGap(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }
}
