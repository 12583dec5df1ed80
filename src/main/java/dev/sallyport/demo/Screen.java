package dev.sallyport.demo;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where the demo tells its story: numbered steps, what was asked, what came, and a tick for each
/// promise that was kept. Nothing that comes from a site can steer the terminal.
final class Screen {
  static final int WIDTH = 100;
  static final int MOST_DIFF_LINES = 18;

  private static final String BOLD = "1";
  private static final String DIM = "2";
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String CYAN = "36";
  private static final String MARGIN = "    ";

  private final PrintWriter out;
  private final boolean colour;
  private final boolean unicode;
  private final @Nullable PrintWriter lines;
  private int step;
  private String headline = "";
  private int kept;

  /// @param unicode whether the output's encoding has more than ASCII
  Screen(PrintWriter out, boolean colour, boolean unicode) {
    this(out, colour, unicode, null);
  }

  private Screen(PrintWriter out, boolean colour, boolean unicode, @Nullable PrintWriter lines) {
    this.out = out;
    this.colour = colour;
    this.unicode = unicode;
    this.lines = lines;
  }

  /// One that tells no story, and each promise as a JSON object, a line each.
  static Screen forPrograms(PrintWriter lines) {
    return new Screen(new PrintWriter(Writer.nullWriter()), false, true, lines);
  }

  /// Tells programs more, where it is for them.
  void tell(ObjectNode fact) {
    if (lines != null) {
      lines.println(JsonMapper.shared().writeValueAsString(fact));
      lines.flush();
    }
  }

  void title(String text) {
    line(paint(BOLD, text));
  }

  void fact(String name, String text) {
    line("  %s  %s".formatted(paint(DIM, "%-7s".formatted(name)), plain(text)));
  }

  void step(String text) {
    step++;
    headline = text;
    line("");
    line(paint(BOLD, "%2d. %s".formatted(step, text)));
  }

  void note(String text) {
    line(MARGIN + paint(DIM, plain(text)));
  }

  void asked(String text) {
    told("asked", text);
  }

  void came(String text) {
    told("came", text);
  }

  void page(String text) {
    line(MARGIN + paint(DIM, "page ") + "  " + paint(CYAN, cut(plain(text), WIDTH - 11)));
  }

  private void told(String what, String text) {
    line(MARGIN + paint(DIM, "%-5s".formatted(what)) + "  " + cut(plain(text), WIDTH - 11));
  }

  /// A unified diff, its beginning where it is long.
  void diff(String diff) {
    List<String> lines = diff.lines().limit(MOST_DIFF_LINES + 1L).toList();
    for (String each : lines.subList(0, Math.min(lines.size(), MOST_DIFF_LINES))) {
      line(MARGIN + "  " + paint(colourOf(each), cut(plain(each), WIDTH - 6)));
    }
    if (lines.size() > MOST_DIFF_LINES) {
      note("  and %d lines more".formatted(diff.lines().count() - MOST_DIFF_LINES));
    }
  }

  private static String colourOf(String diffLine) {
    if (diffLine.startsWith("+++") || diffLine.startsWith("---")) {
      return BOLD;
    }
    return switch (diffLine.isEmpty() ? ' ' : diffLine.charAt(0)) {
      case '+' -> GREEN;
      case '-' -> RED;
      case '@' -> CYAN;
      default -> DIM;
    };
  }

  /// Ticks a promise off, or ends the demo with it.
  ///
  /// @param came what came instead, for the message
  void promise(boolean isKept, String promise, String came) throws BrokenPromiseException {
    tell(
        JsonMapper.shared()
            .createObjectNode()
            .put("step", step)
            .put("title", headline)
            .put("promise", promise)
            .put("kept", isKept));
    if (!isKept) {
      line(MARGIN + paint(RED, unicode ? "✗ " : "NOT ") + promise);
      throw new BrokenPromiseException(
          "step %d (%s) broke its promise \"%s\": %s"
              .formatted(step, headline, promise, cut(plain(came), 400)));
    }
    kept++;
    line(MARGIN + paint(GREEN, unicode ? "✓ " : "ok ") + promise);
  }

  int promisesKept() {
    return kept;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /// The text without what a terminal would obey, and in ASCII where the output has no more.
  String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            codePoint -> {
              if (codePoint == '\t') {
                plain.append("  ");
              } else if (isHarmless(codePoint)) {
                plain.appendCodePoint(codePoint);
              } else {
                plain.append('?');
              }
            });
    return plain.toString();
  }

  private boolean isHarmless(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint >= ' ' && codePoint != 0x7f;
    }
    return unicode
        && switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
  }

  private String cut(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 3)) + "...";
  }
}
