package dev.sallyport.target.site;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/// The globs of paths that no proposal may touch.
///
/// `*` stands for any run of characters inside one name, `?` for one of them, `**` for any run of
/// names. `admin/**` covers `admin` itself too, so that a file cannot take the folder's place.
/// Letter case and Unicode normal form make no difference: on some file systems they name the same
/// file.
final class ProtectedPaths {
  private final List<Pattern> patterns;

  ProtectedPaths(List<String> globs) {
    patterns = globs.stream().map(ProtectedPaths::compile).toList();
  }

  boolean covers(String path) {
    String plain = normal(path);
    return patterns.stream().anyMatch(pattern -> pattern.matcher(plain).matches());
  }

  private static Pattern compile(String glob) {
    if (glob.isBlank() || glob.startsWith("/") || glob.matches("(?s).*[\\\\\\[\\]{}].*")) {
      throw new IllegalArgumentException(
          "protect takes relative globs of names, *, ? and **, not '" + glob + "'");
    }
    String text = normal(glob.endsWith("/") ? glob + "**" : glob);
    StringBuilder regex = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      if (text.startsWith("/**", at) && at + 3 == text.length()) {
        regex.append("(?:/.*)?");
        at += 2;
      } else if (text.startsWith("**/", at)) {
        regex.append("(?:.*/)?");
        at += 2;
      } else if (text.startsWith("**", at)) {
        regex.append(".*");
        at += 1;
      } else {
        regex.append(one(text.charAt(at)));
      }
    }
    return Pattern.compile(
        regex.toString(), Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static String one(char character) {
    return switch (character) {
      case '*' -> "[^/]*";
      case '?' -> "[^/]";
      default -> Pattern.quote(String.valueOf(character));
    };
  }

  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
