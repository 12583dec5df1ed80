package dev.sallyport.console.diff;

import java.util.List;

/// A unified diff, file by file, without a line lost: what is no file's stands in `before`.
///
/// @param before lines that stand before any file; all of them where it is no diff at all
public record UnifiedDiff(List<String> before, List<FileDiff> files) {
  public UnifiedDiff {
    before = List.copyOf(before);
    files = List.copyOf(files);
  }

  /// What changes in one file.
  ///
  /// @param name the path afterwards; of a file that is deleted, the one before
  /// @param header the lines before its first hunk
  public record FileDiff(String name, List<String> header, List<Hunk> hunks) {
    public FileDiff {
      header = List.copyOf(header);
      hunks = List.copyOf(hunks);
    }

    public long added() {
      return count(Line.Kind.ADDED);
    }

    public long removed() {
      return count(Line.Kind.REMOVED);
    }

    private long count(Line.Kind kind) {
      return hunks.stream()
          .flatMap(hunk -> hunk.lines().stream())
          .filter(line -> line.kind() == kind)
          .count();
    }
  }

  /// Lines that stand together.
  ///
  /// @param heading its `@@` line
  public record Hunk(String heading, List<Line> lines) {
    public Hunk {
      lines = List.copyOf(lines);
    }
  }

  /// One line of a hunk.
  ///
  /// @param before its number in the file before; 0 where it was not there
  /// @param after its number in the file afterwards; 0 where it is not there
  /// @param text without the sign before it
  public record Line(Kind kind, int before, int after, String text) {
    /// What becomes of it.
    public enum Kind {
      KEPT(" "),
      ADDED("+"),
      REMOVED("-"),
      /// Git's own remark, such as that the last line has no end; all of it is text.
      REMARK("");

      private final String sign;

      Kind(String sign) {
        this.sign = sign;
      }

      public String sign() {
        return sign;
      }
    }
  }
}
