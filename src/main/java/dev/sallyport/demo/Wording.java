package dev.sallyport.demo;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Gives a page a greeting where a person would: in its heading, or at its end.
final class Wording {
  /// Where a greeting goes in HTML, the best place first. Bounded, so that no page costs much.
  private static final List<Pattern> HTML_PLACES =
      List.of(
          Pattern.compile("<h1(?:\\s[^>]{0,500})?>\\s{0,200}", Pattern.CASE_INSENSITIVE),
          Pattern.compile("<h2(?:\\s[^>]{0,500})?>\\s{0,200}", Pattern.CASE_INSENSITIVE),
          Pattern.compile("<p(?:\\s[^>]{0,500})?>\\s{0,200}", Pattern.CASE_INSENSITIVE),
          Pattern.compile("<title(?:\\s[^>]{0,500})?>\\s{0,200}", Pattern.CASE_INSENSITIVE));

  private static final Pattern MARKDOWN_HEADING =
      Pattern.compile("^#{1,6} {1,20}", Pattern.MULTILINE);

  private Wording() {}

  /// The page's text with that greeting in it; always different from the page's own.
  static String with(Page page, String greeting) {
    String text = page.content();
    return switch (extension(page.path())) {
      case "html", "htm" -> inHeading(text, greeting);
      case "md" -> {
        Matcher heading = MARKDOWN_HEADING.matcher(text);
        yield heading.find() ? insert(text, heading.end(), greeting + " ") : atEnd(text, greeting);
      }
      case "svg", "xml" -> atEnd(text, "<!-- " + greeting + " -->");
      case "css" -> atEnd(text, "/* " + greeting + " */");
      case "js", "mjs", "ts", "java", "c", "go", "rs" -> atEnd(text, "// " + greeting);
      case "sh", "py", "rb", "yaml", "yml", "toml" -> atEnd(text, "# " + greeting);
      // White space is all that may be added to JSON without knowing what it means.
      case "json", "lock", "map" -> text + " ".repeat(greeting.length()) + "\n";
      default -> atEnd(text, greeting);
    };
  }

  private static String inHeading(String text, String greeting) {
    for (Pattern place : HTML_PLACES) {
      Matcher found = place.matcher(text);
      if (found.find()) {
        return insert(text, found.end(), greeting + " ");
      }
    }
    return atEnd(text, "<!-- " + greeting + " -->");
  }

  private static String insert(String text, int at, String what) {
    return text.substring(0, at) + what + text.substring(at);
  }

  private static String atEnd(String text, String line) {
    String end = text.contains("\r\n") ? "\r\n" : "\n";
    return text + (text.isEmpty() || text.endsWith("\n") ? "" : end) + line + end;
  }

  private static String extension(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /// The line of a text at which it differs from another, cut around that place.
  static String lineThatDiffers(String text, String other, int most) {
    int at = firstDifference(text, other);
    if (at >= text.length()) {
      at = Math.max(0, text.stripTrailing().length() - 1);
    }
    int from = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
    int to = text.indexOf('\n', at);
    String line = text.substring(Math.min(from, at), to < 0 ? text.length() : to).strip();
    if (line.length() <= most) {
      return line;
    }
    int start = Math.clamp((long) at - from - most / 4, 0, line.length() - most);
    return (start == 0 ? "" : "...") + line.substring(start, start + most);
  }

  private static int firstDifference(String text, String other) {
    int most = Math.min(text.length(), other.length());
    for (int at = 0; at < most; at++) {
      if (text.charAt(at) != other.charAt(at)) {
        return at;
      }
    }
    return most;
  }
}
