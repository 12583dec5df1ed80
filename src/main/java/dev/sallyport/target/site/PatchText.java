package dev.sallyport.target.site;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Splits a patch into one text a file: header lines and hunks, without the mail, the signature or
/// the remarks around them.
///
/// JGit's parser takes the whole of a patch, but reads on into the next file where no `diff --git`
/// line parts the two, and does not read a quoted name that ends with a tab, as git writes one with
/// spaces.
final class PatchText {
  private static final Pattern HUNK =
      Pattern.compile(
          "@@ -\\d{1,9}(?:,(\\d{1,9}))? \\+\\d{1,9}(?:,(\\d{1,9}))? @@.*", Pattern.DOTALL);

  private final List<StringBuilder> files = new ArrayList<>();
  private int oldLeft;
  private int newLeft;
  private boolean inHunks;
  private boolean inBinary;

  private PatchText() {}

  static List<String> files(String patch) {
    PatchText text = new PatchText();
    String[] lines = patch.split("(?<=\n)", -1);
    for (int at = 0; at < lines.length; at++) {
      text.take(lines[at], at + 1 < lines.length ? lines[at + 1] : null);
    }
    return text.files.stream().map(StringBuilder::toString).toList();
  }

  private void take(String line, @Nullable String next) {
    if ((oldLeft > 0 || newLeft > 0) && isBody(line)) {
      add(line);
    } else if (startsFile(line, next)) {
      files.add(new StringBuilder(withoutTab(line)));
      oldLeft = 0;
      newLeft = 0;
      inHunks = false;
      inBinary = false;
    } else if (line.startsWith("@@ ")) {
      startHunk(line);
      add(line);
    } else if (line.startsWith("\\ ") || !inHunks) {
      inBinary |= line.startsWith("GIT binary patch");
      add(inBinary ? line : withoutTab(line));
    }
  }

  private void add(String line) {
    if (!files.isEmpty()) {
      files.getLast().append(line);
    }
  }

  /// Whether a line is one of those that the hunk's header counts; counts it.
  private boolean isBody(String line) {
    char sign = line.isEmpty() ? 0 : line.charAt(0);
    switch (sign) {
      case ' ', '\n' -> {
        oldLeft--;
        newLeft--;
      }
      case '-' -> oldLeft--;
      case '+' -> newLeft--;
      case '\\' -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean startsFile(String line, @Nullable String next) {
    if (line.startsWith("diff --")) {
      return true;
    }
    boolean names = line.startsWith("--- ") && next != null && next.startsWith("+++ ");
    return names && (files.isEmpty() || inHunks || inBinary);
  }

  private void startHunk(String line) {
    inHunks = true;
    Matcher header = HUNK.matcher(line);
    if (header.matches()) {
      oldLeft = count(header.group(1));
      newLeft = count(header.group(2));
    }
  }

  private static int count(@Nullable String digits) {
    return digits == null ? 1 : Integer.parseInt(digits);
  }

  private static String withoutTab(String line) {
    boolean quoted = line.startsWith("--- \"") || line.startsWith("+++ \"");
    return quoted && line.endsWith("\"\t\n") ? line.substring(0, line.length() - 2) + "\n" : line;
  }
}
