package dev.sallyport.target.site;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rules for a path in a proposal: relative, plain, inside the repository.
///
/// Beyond what git itself refuses, nothing that another file system would read as `.git` (NTFS
/// short names and streams, the code points that HFS+ ignores) and nothing that a person would read
/// as another name (control characters, invisible and direction-changing ones) gets in.
final class SitePath {
  static final int MOST_PATH_BYTES = 1024;
  static final int MOST_NAME_BYTES = 255;

  /// How much of a caller's text a message repeats, in characters.
  static final int MOST_SHOWN = 80;

  private static final Pattern GIT_ON_NTFS =
      Pattern.compile("(?:\\.git|git~[0-9]+)(?:[ .:].*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

  private SitePath() {}

  /// The rule that the path breaks, in words that follow its name; empty when it breaks none.
  static Optional<String> brokenRule(String path) {
    if (path.isEmpty()) {
      return Optional.of("must not be empty");
    }
    // Each character is at least one byte, so this comes before any work that grows with the
    // length.
    if (path.length() > MOST_PATH_BYTES || bytes(path) > MOST_PATH_BYTES) {
      return Optional.of("is longer than " + MOST_PATH_BYTES + " bytes");
    }
    if (path.startsWith("/") || DRIVE.matcher(path).matches()) {
      return Optional.of("must be relative to the site's root");
    }
    return path.codePoints()
        .mapToObj(SitePath::brokenBy)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> brokenByNames(path));
  }

  private static Optional<String> brokenBy(int codePoint) {
    if (codePoint == '\\') {
      return Optional.of("must use / between names, never a backslash");
    }
    return switch (Character.getType(codePoint)) {
      case Character.SURROGATE -> Optional.of("holds half of a character (a lone surrogate)");
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          Optional.of("holds a control character");
      case Character.FORMAT -> Optional.of("holds an invisible or direction-changing character");
      default ->
          (codePoint & 0xfffe) == 0xfffe || (codePoint >= 0xfdd0 && codePoint <= 0xfdef)
              ? Optional.of("holds a code point that is no character")
              : Optional.empty();
    };
  }

  private static Optional<String> brokenByNames(String path) {
    for (String name : path.split("/", -1)) {
      Optional<String> broken = brokenByName(name);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> brokenByName(String name) {
    if (name.isEmpty()) {
      return Optional.of("must not hold an empty name (// or a / at the end)");
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("must not hold the names . or ..");
    }
    if (GIT_ON_NTFS.matcher(name).matches() || name.equalsIgnoreCase(".git")) {
      return Optional.of("must not name git's own folder");
    }
    if (name.endsWith(".") || name.endsWith(" ")) {
      return Optional.of("must not hold a name that ends with a dot or a space");
    }
    if (bytes(name) > MOST_NAME_BYTES) {
      return Optional.of("holds a name longer than " + MOST_NAME_BYTES + " bytes");
    }
    return Optional.empty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// A caller's text as a message may repeat it: in quotes, cut, with everything invisible escaped.
  static String shown(String text) {
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .limit(MOST_SHOWN)
        .forEach(
            codePoint -> {
              if (brokenBy(codePoint).isPresent() && codePoint != '\\') {
                shown.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
              } else {
                shown.appendCodePoint(codePoint);
              }
            });
    return shown.append(text.codePointCount(0, text.length()) > MOST_SHOWN ? "…'" : "'").toString();
  }
}
