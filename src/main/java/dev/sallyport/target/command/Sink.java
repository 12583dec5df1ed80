package dev.sallyport.target.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Takes what a tool writes to one of its streams, as it comes.
interface Sink {
  void take(byte[] bytes, int count);

  /// The stream has ended.
  default void end() {}

  /// Keeps everything up to a limit, and then knows only that there was more.
  final class Capture implements Sink {
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean over;

    Capture(int most) {
      this.most = most;
    }

    @Override
    public synchronized void take(byte[] bytes, int count) {
      int room = Math.min(count, most - kept.size());
      kept.write(bytes, 0, room);
      over |= room < count;
    }

    synchronized boolean isOver() {
      return over;
    }

    /// What is not UTF-8, and NUL, which not every store can keep, as U+FFFD.
    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8).replace('\0', Lines.REPLACED);
    }
  }

  /// Keeps the hash alone.
  final class Digest implements Sink {
    private final MessageDigest digest = sha256();

    @Override
    public synchronized void take(byte[] bytes, int count) {
      digest.update(bytes, 0, count);
    }

    synchronized String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  Sink NOTHING = (bytes, count) -> {};
}
