package dev.sallyport.target.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.RawText;

/// The hunks of one text file's difference, in unified form with three lines of context.
record Hunks(RawText before, RawText after, EditList edits) {
  private static final int CONTEXT = 3;

  /// The longest heading of a hunk, in bytes.
  private static final int MOST_HEADING = 80;

  static Hunks between(RawText before, RawText after, Effort effort) {
    return new Hunks(before, after, LineDiff.between(before, after, effort));
  }

  boolean isEmpty() {
    return edits.isEmpty();
  }

  int insertions() {
    return edits.stream().mapToInt(Edit::getLengthB).sum();
  }

  int deletions() {
    return edits.stream().mapToInt(Edit::getLengthA).sum();
  }

  void writeTo(OutputStream out) throws IOException {
    for (int first = 0; first < edits.size(); ) {
      int last = first;
      while (last + 1 < edits.size()
          && edits.get(last + 1).getBeginA() - edits.get(last).getEndA() <= 2 * CONTEXT) {
        last++;
      }
      write(first, last, out);
      first = last + 1;
    }
  }

  private void write(int first, int last, OutputStream out) throws IOException {
    int oldStart = Math.max(0, edits.get(first).getBeginA() - CONTEXT);
    int newStart = Math.max(0, edits.get(first).getBeginB() - CONTEXT);
    int oldEnd = Math.min(before.size(), edits.get(last).getEndA() + CONTEXT);
    int newEnd = Math.min(after.size(), edits.get(last).getEndB() + CONTEXT);
    String ranges = "@@ -" + range(oldStart, oldEnd) + " +" + range(newStart, newEnd) + " @@";
    out.write(ranges.getBytes(StandardCharsets.US_ASCII));
    out.write(heading(oldStart));
    out.write('\n');
    int at = oldStart;
    for (int number = first; number <= last; number++) {
      Edit edit = edits.get(number);
      lines(' ', before, at, edit.getBeginA(), out);
      lines('-', before, edit.getBeginA(), edit.getEndA(), out);
      lines('+', after, edit.getBeginB(), edit.getEndB(), out);
      at = edit.getEndA();
    }
    lines(' ', before, at, oldEnd, out);
  }

  /// Lines are counted from one; of no lines, the one before them is named.
  private static String range(int start, int end) {
    int length = end - start;
    int first = length == 0 ? start : start + 1;
    return length == 1 ? String.valueOf(first) : first + "," + length;
  }

  private static void lines(char sign, RawText text, int from, int to, OutputStream out)
      throws IOException {
    for (int line = from; line < to; line++) {
      out.write(sign);
      text.writeLine(out, line);
      out.write('\n');
      if (line == text.size() - 1 && text.isMissingNewlineAtEnd()) {
        out.write("\\ No newline at end of file\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /// What git puts after the line numbers: the last line above the hunk that starts with a letter,
  /// `_` or `$`.
  private byte[] heading(int oldStart) throws IOException {
    for (int line = oldStart - 1; line >= 0; line--) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      before.writeLine(text, line);
      byte[] bytes = text.toByteArray();
      if (bytes.length > 0 && startsHeading(bytes[0])) {
        int end = Math.min(bytes.length, MOST_HEADING);
        while (end > 0 && isSpace(bytes[end - 1])) {
          end--;
        }
        byte[] heading = new byte[end + 1];
        heading[0] = ' ';
        System.arraycopy(bytes, 0, heading, 1, end);
        return heading;
      }
    }
    return new byte[0];
  }

  private static boolean startsHeading(byte first) {
    return (first >= 'a' && first <= 'z')
        || (first >= 'A' && first <= 'Z')
        || first == '_'
        || first == '$';
  }

  private static boolean isSpace(byte one) {
    return one == ' ' || (one >= '\t' && one <= '\r');
  }
}
