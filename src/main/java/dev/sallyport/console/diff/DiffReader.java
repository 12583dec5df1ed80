package dev.sallyport.console.diff;

import dev.sallyport.console.diff.UnifiedDiff.FileDiff;
import dev.sallyport.console.diff.UnifiedDiff.Hunk;
import dev.sallyport.console.diff.UnifiedDiff.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a unified diff as git writes it. A hunk has as many lines as its heading says, so that a
/// line of a file that looks like a heading stays a line of the file.
final class DiffReader {
  private static final String FILE = "diff --git ";
  private static final Pattern HEADING =
      Pattern.compile(
          "@@ -([0-9]{1,9})(?:,([0-9]{1,9}))? \\+([0-9]{1,9})(?:,([0-9]{1,9}))? @@.*",
          Pattern.DOTALL);

  private final List<String> before = new ArrayList<>();
  private final List<FileDiff> files = new ArrayList<>();
  private @Nullable List<String> header;
  private List<Hunk> hunks = new ArrayList<>();
  private @Nullable String heading;
  private List<Line> lines = new ArrayList<>();
  private int oldAt;
  private int newAt;
  private int oldLeft;
  private int newLeft;

  private DiffReader() {}

  static UnifiedDiff read(String diff) {
    DiffReader reader = new DiffReader();
    if (!diff.isEmpty()) {
      String body = diff.endsWith("\n") ? diff.substring(0, diff.length() - 1) : diff;
      for (String line : body.split("\n", -1)) {
        reader.take(line);
      }
    }
    reader.endFile();
    return new UnifiedDiff(reader.before, reader.files);
  }

  private void take(String line) {
    if (heading != null && (takeOfHunk(line) || takeRemark(line))) {
      return;
    }
    Matcher found = HEADING.matcher(line);
    if (line.startsWith(FILE)) {
      endFile();
      header = new ArrayList<>(List.of(line));
    } else if (header == null) {
      before.add(line);
    } else if (found.matches()) {
      beginHunk(line, found);
    } else if (heading == null) {
      header.add(line);
    } else {
      lines.add(new Line(Line.Kind.REMARK, 0, 0, line));
    }
  }

  private boolean takeOfHunk(String line) {
    char sign = line.isEmpty() ? ' ' : line.charAt(0);
    String text = line.isEmpty() ? "" : line.substring(1);
    if (sign == ' ' && oldLeft > 0 && newLeft > 0) {
      lines.add(new Line(Line.Kind.KEPT, oldAt++, newAt++, text));
      oldLeft--;
      newLeft--;
      return true;
    }
    if (sign == '-' && oldLeft > 0) {
      lines.add(new Line(Line.Kind.REMOVED, oldAt++, 0, text));
      oldLeft--;
      return true;
    }
    if (sign == '+' && newLeft > 0) {
      lines.add(new Line(Line.Kind.ADDED, 0, newAt++, text));
      newLeft--;
      return true;
    }
    return false;
  }

  private boolean takeRemark(String line) {
    if (!line.startsWith("\\ ")) {
      return false;
    }
    lines.add(new Line(Line.Kind.REMARK, 0, 0, line));
    return true;
  }

  private void beginHunk(String line, Matcher found) {
    endHunk();
    heading = line;
    oldAt = Integer.parseInt(found.group(1));
    oldLeft = count(found.group(2));
    newAt = Integer.parseInt(found.group(3));
    newLeft = count(found.group(4));
  }

  private static int count(@Nullable String number) {
    return number == null ? 1 : Integer.parseInt(number);
  }

  private void endHunk() {
    if (heading != null) {
      hunks.add(new Hunk(heading, lines));
    }
    heading = null;
    lines = new ArrayList<>();
  }

  private void endFile() {
    endHunk();
    if (header != null) {
      files.add(new FileDiff(name(header), header, hunks));
    }
    header = null;
    hunks = new ArrayList<>();
  }

  private static String name(List<String> header) {
    for (String start : List.of("+++ b/", "rename to ", "copy to ", "--- a/")) {
      for (String line : header) {
        if (line.startsWith(start)) {
          return line.substring(start.length());
        }
      }
    }
    return header.getFirst().substring(FILE.length());
  }
}
