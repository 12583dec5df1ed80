package dev.sallyport.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Collects what is wrong with a file, so that everything can be named at once.
final class Mistakes {
  /// How many are named; more help nobody.
  static final int MOST_NAMED = 100;

  /// How much of a wrong value is quoted.
  static final int LONGEST_QUOTE = 60;

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9._$-]{1,100}");

  private final List<ConfigMistake> named = new ArrayList<>();
  private int unnamed;

  void add(String path, int line, String message) {
    if (named.size() < MOST_NAMED) {
      named.add(new ConfigMistake(path, line, message));
    } else {
      unnamed++;
    }
  }

  boolean isEmpty() {
    return named.isEmpty();
  }

  /// All of them, in the order of the file as far as lines are known.
  List<ConfigMistake> all() {
    List<ConfigMistake> all = new ArrayList<>(named);
    all.sort(Comparator.comparingInt(ConfigMistake::line));
    if (unnamed > 0) {
      all.add(new ConfigMistake("", 0, "has " + unnamed + " mistakes more"));
    }
    return List.copyOf(all);
  }

  /// A key as it stands in a path: as it is where it is plain, else quoted.
  static String key(String key) {
    return PLAIN_KEY.matcher(key).matches() ? key : quote(key);
  }

  /// The text as it can be shown on one line: cut, and with nothing a terminal would act on.
  static String quote(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST_QUOTE)
        .forEach(
            point -> {
              switch (Character.getType(point)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    shown.append("\\u{").append(Integer.toHexString(point)).append('}');
                default -> shown.appendCodePoint(point);
              }
            });
    return shown
        .append(text.codePointCount(0, text.length()) > LONGEST_QUOTE ? "…\"" : "\"")
        .toString();
  }
}
