package dev.sallyport.log;

/// Redacts text that arrives line by line, such as a process's output. Unlike [Redactor], which
/// sees one text whole, it remembers that a PEM block has begun and masks each line until the block
/// ends. For one stream and one thread.
public final class RedactedLines {
  private final Redactor redactor;
  private boolean insideBlock;

  public RedactedLines(Redactor redactor) {
    this.redactor = redactor;
  }

  /// The next line without its secrets, cut like any text.
  public String next(String line) {
    boolean begins = ValueRules.beginsBlock(line);
    boolean ends = ValueRules.endsBlock(line);
    if (insideBlock) {
      insideBlock = !ends || begins;
      return Spans.MASK;
    }
    insideBlock = begins && !ends;
    return redactor.text(line);
  }
}
