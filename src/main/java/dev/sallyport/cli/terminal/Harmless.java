package dev.sallyport.cli.terminal;

import dev.sallyport.log.Escapes;

/// Text that somebody else wrote, made unable to steer the terminal that it is printed on: whatever
/// would move the cursor, set the title, hide or reverse what follows is spelled out.
public final class Harmless {
  private Harmless() {}

  /// One line; tabs stay, an end of line is spelled out.
  public static String line(String text) {
    if (text.indexOf('\t') < 0) {
      return Escapes.line(text);
    }
    StringBuilder line = new StringBuilder(text.length());
    String[] parts = text.split("\t", -1);
    for (int i = 0; i < parts.length; i++) {
      line.append(i == 0 ? "" : "\t").append(Escapes.line(parts[i]));
    }
    return line.toString();
  }

  /// JSON that means the same, with what a terminal would obey as the escape of its number. There
  /// is nothing of that kind outside of its strings.
  public static String json(String json) {
    StringBuilder text = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            point -> {
              String one = Character.toString(point);
              if (point >= ' ' && Escapes.line(one).equals(one)) {
                text.append(one);
              } else {
                one.chars().forEach(unit -> text.append("\\u%04x".formatted(unit)));
              }
            });
    return text.toString();
  }
}
