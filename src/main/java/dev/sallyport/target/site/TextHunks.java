package dev.sallyport.target.site;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.HunkHeader;
import org.jspecify.annotations.Nullable;

/// Applies the hunks of one text file as `git apply` does: every context and removed line must be
/// there, byte for byte; a hunk may have moved up or down, but not before the one above it.
final class TextHunks {
  /// How many lines a hunk may have moved from where its header puts it.
  static final int MOST_MOVED = 2_000;

  private final Effort effort;
  private final List<byte[]> lines;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int taken;
  private int moved;

  private TextHunks(byte[] before, Effort effort) {
    this.effort = effort;
    lines = lines(before, 0, before.length);
  }

  static PatchedContent apply(
      FileHeader file, String path, byte[] before, int mostBytes, Effort effort) {
    TextHunks text = new TextHunks(before, effort);
    int number = 0;
    for (HunkHeader header : file.getHunks()) {
      number++;
      Optional<Hunk> hunk = Hunk.read(header);
      if (hunk.isEmpty() || !text.place(hunk.get())) {
        return new PatchedContent.Refused(
            "The patch does not apply to "
                + SitePath.shown(path)
                + ": hunk "
                + number
                + " (at line "
                + header.getOldImage().getStartLine()
                + ") does not fit what is there now.");
      }
      if (text.out.size() > mostBytes) {
        return new PatchedContent.Refused(
            SitePath.shown(path)
                + " would be larger than "
                + mostBytes
                + " bytes (limit fileBytes).");
      }
    }
    text.take(text.lines.size());
    return new PatchedContent.Applied(text.out.toByteArray());
  }

  /// Copies what stands before the hunk and then its new lines; false when it fits nowhere.
  private boolean place(Hunk hunk) {
    int wanted = Math.max(hunk.start() + moved, taken);
    int at = find(hunk, wanted);
    if (at < 0) {
      return false;
    }
    take(at);
    hunk.after().forEach(out::writeBytes);
    taken = at + hunk.before().size();
    moved = at - hunk.start();
    return true;
  }

  private int find(Hunk hunk, int wanted) {
    int far = hunk.movable() ? MOST_MOVED : 0;
    for (int by = 0; by <= far; by++) {
      if (fits(hunk, wanted + by)) {
        return wanted + by;
      }
      if (fits(hunk, wanted - by)) {
        return wanted - by;
      }
    }
    return -1;
  }

  private boolean fits(Hunk hunk, int at) {
    int end = at + hunk.before().size();
    if (at < taken || end > lines.size()) {
      return false;
    }
    if ((hunk.atStart() && at > 0) || (hunk.atEnd() && end < lines.size())) {
      return false;
    }
    for (int line = at; line < end; line++) {
      if (!effort.take(1) || !Arrays.equals(lines.get(line), hunk.before().get(line - at))) {
        return false;
      }
    }
    return true;
  }

  private void take(int to) {
    for (; taken < to; taken++) {
      out.writeBytes(lines.get(taken));
    }
  }

  /// Lines with their line feeds; the last may have none.
  private static List<byte[]> lines(byte[] text, int from, int to) {
    List<byte[]> lines = new ArrayList<>();
    int start = from;
    for (int at = from; at < to; at++) {
      if (text[at] == '\n') {
        lines.add(Arrays.copyOfRange(text, start, at + 1));
        start = at + 1;
      }
    }
    if (start < to) {
      lines.add(Arrays.copyOfRange(text, start, to));
    }
    return lines;
  }

  /// One hunk: where it starts (from 0), its lines before and after, and how firmly it is placed.
  private record Hunk(
      int start,
      List<byte[]> before,
      List<byte[]> after,
      boolean movable,
      boolean atStart,
      boolean atEnd) {
    static Optional<Hunk> read(HunkHeader header) {
      List<byte[]> before = new ArrayList<>();
      List<byte[]> after = new ArrayList<>();
      int leading = 0;
      int trailing = 0;
      boolean changed = false;
      byte last = 0;
      List<byte[]> body = lines(header.getBuffer(), header.getStartOffset(), header.getEndOffset());
      for (byte[] line : body.subList(Math.min(1, body.size()), body.size())) {
        if (complete(header, before, after) && line[0] != '\\') {
          break; // what follows the counted lines is not the hunk's: a mail's signature, say
        }
        byte[] text = line[0] == '\n' ? line : Arrays.copyOfRange(line, 1, line.length);
        switch (line[0]) {
          case ' ', '\n' -> {
            before.add(text);
            after.add(text);
            trailing++;
            leading += changed ? 0 : 1;
          }
          case '-' -> before.add(text);
          case '+' -> after.add(text);
          case '\\' -> {
            if (!endWithoutLineFeed(last, before, after)) {
              return Optional.empty();
            }
          }
          default -> {
            return Optional.empty();
          }
        }
        if (line[0] == '-' || line[0] == '+') {
          changed = true;
          trailing = 0;
        }
        last = line[0];
      }
      if (!complete(header, before, after)) {
        return Optional.empty();
      }
      boolean context = leading + trailing > 0;
      int first = header.getOldImage().getStartLine();
      int start = before.isEmpty() ? first : first - 1;
      return Optional.of(
          new Hunk(
              Math.max(start, 0),
              before,
              after,
              context,
              context && first <= 1 && leading == 0,
              context && trailing == 0));
    }

    private static boolean complete(HunkHeader header, List<byte[]> before, List<byte[]> after) {
      return before.size() == header.getOldImage().getLineCount()
          && after.size() == header.getNewLineCount();
    }

    /// Takes the line feed off what the line above `\ No newline at end of file` added.
    private static boolean endWithoutLineFeed(byte last, List<byte[]> before, List<byte[]> after) {
      boolean old = last == '-' || last == ' ';
      boolean young = last == '+' || last == ' ';
      return (old || young) && (!old || shorten(before)) && (!young || shorten(after));
    }

    private static boolean shorten(List<byte[]> lines) {
      byte @Nullable [] line = lines.isEmpty() ? null : lines.getLast();
      if (line == null || line.length == 0 || line[line.length - 1] != '\n') {
        return false;
      }
      lines.set(lines.size() - 1, Arrays.copyOf(line, line.length - 1));
      return true;
    }
  }
}
