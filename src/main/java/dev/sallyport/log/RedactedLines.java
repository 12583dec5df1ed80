package dev.sallyport.log;

/// Redacts text that arrives line by line, such as a process's output. Unlike [Redactor], which
/// sees one text whole, it remembers that a PEM block has begun and masks each line until the block
/// ends. For one stream, by any thread.
public final class RedactedLines {
  /// A block that goes on for more lines has lost its end; no key is so long.
  static final int LONGEST_BLOCK = 1_000;

  private final Redactor redactor;
  private int linesOfBlock;

  public RedactedLines(Redactor redactor) {
    this.redactor = redactor;
  }

  /// The next line without its secrets, cut like any text.
  public String next(String line) {
    return next(line, Redactor.MAX_TEXT);
  }

  /// The next line without its secrets, cut at that many characters.
  public String next(String line, int limit) {
    return isInsideBlock(line) ? Spans.MASK : redactor.text(line, limit);
  }

  /// The next line as it came, or a mask where it is a block's; for whoever redacts only some of
  /// the lines, and does it later.
  public String nextOutsideBlocks(String line) {
    return isInsideBlock(line) ? Spans.MASK : line;
  }

  /// Whether a line before this one began a block that has not ended before it. The line that
  /// begins a block can be known by itself.
  private synchronized boolean isInsideBlock(String line) {
    boolean begins = ValueRules.beginsBlock(line);
    boolean ends = ValueRules.endsBlock(line);
    boolean inside = linesOfBlock > 0;
    if (begins) {
      // Of a line that ends one block and begins another the rest is not looked at.
      linesOfBlock = ends && !inside ? 0 : 1;
    } else if (ends || linesOfBlock >= LONGEST_BLOCK) {
      linesOfBlock = 0;
    } else if (inside) {
      linesOfBlock++;
    }
    return inside;
  }
}
