package dev.sallyport.target.command;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Splits a stream into lines. A carriage return ends one too, since that is how tools draw
/// their progress. What is too long of a line is left out.
final class Lines implements Sink {
  /// The most characters of a line that are looked at.
  static final int LONGEST = 32 << 10;

  /// What stands for what is no text: bytes that are not UTF-8, and NUL, which not every store can
  /// keep.
  static final char REPLACED = '\uFFFD';

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer characters = CharBuffer.allocate(8192);
  private final StringBuilder line = new StringBuilder();
  private final Listener listener;
  private ByteBuffer left = ByteBuffer.allocate(0);
  private boolean cut;

  /// Takes one line, without its end.
  @FunctionalInterface
  interface Listener {
    /// @param cut whether there was more of it
    void line(String line, boolean cut);
  }

  Lines(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void take(byte[] bytes, int count) {
    ByteBuffer input = ByteBuffer.allocate(left.remaining() + count);
    input.put(left).put(bytes, 0, count).flip();
    decode(input, false);
    left = input.slice();
  }

  @Override
  public void end() {
    decode(left, true);
    if (!line.isEmpty()) {
      sayLine();
    }
  }

  private void decode(ByteBuffer input, boolean last) {
    boolean more = true;
    while (more) {
      more = decoder.decode(input, characters, last).isOverflow();
      characters.flip();
      while (characters.hasRemaining()) {
        add(characters.get());
      }
      characters.clear();
    }
  }

  private void add(char letter) {
    if (letter == '\n' || letter == '\r') {
      if (!line.isEmpty()) {
        sayLine();
      }
    } else if (line.length() < LONGEST) {
      line.append(letter == 0 ? REPLACED : letter);
    } else {
      cut = true;
    }
  }

  private void sayLine() {
    listener.line(line.toString(), cut);
    line.setLength(0);
    cut = false;
  }

  /// Remembers the last lines.
  static final class Tail {
    static final int MOST_LINES = 20;
    static final int LONGEST_LINE = 500;

    private final Deque<String> lines = new ArrayDeque<>();

    /// @param line already without secrets
    synchronized void add(String line) {
      if (lines.size() == MOST_LINES) {
        lines.removeFirst();
      }
      lines.addLast(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…");
    }

    synchronized List<String> lines() {
      return List.copyOf(lines);
    }
  }
}
