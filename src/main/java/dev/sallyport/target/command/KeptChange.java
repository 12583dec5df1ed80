package dev.sallyport.target.command;

import dev.sallyport.domain.ExecutionId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/// The folder of one change: its saved plan, the record of what was started for it, and which of
/// its executions are over.
///
/// @param folder readable by its owner alone
record KeptChange(Path folder) {
  /// The largest plan file that is kept, in bytes.
  static final long MOST_PLAN_FILE = 256L << 20;

  private static final String PLAN = "plan";

  Path planFile(String name) {
    return folder.resolve(PLAN).resolve(name);
  }

  /// Where the plan file lies; the tool may write what it likes there.
  Path planFolder() {
    return folder.resolve(PLAN);
  }

  boolean exists() {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /// The plan file's SHA-256; empty where there is no such file, or it is too large to be one.
  Optional<String> planHash(String name) throws IOException {
    Path file = planFile(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) > MOST_PLAN_FILE) {
      return Optional.empty();
    }
    MessageDigest digest = Sink.Digest.sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = new byte[1 << 16];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        digest.update(bytes, 0, count);
      }
    }
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
  }

  /// Lets go of the plan: it is carried out, or never will be.
  void dropPlan() throws IOException {
    Folders.delete(planFolder());
  }

  /// Does so once its change has ended; what is on record about its executions stays.
  void letGo() throws IOException {
    dropPlan();
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Something was started for it once, and a late word about that may still come.
    }
  }

  boolean isOver(ExecutionId execution) {
    return Files.exists(folder.resolve(execution + ".over"));
  }

  /// Notes that a definite word was spoken about that execution; it never starts anything again.
  void end(ExecutionId execution) throws IOException {
    try (FileChannel mark =
        FileChannel.open(
            folder.resolve(execution + ".over"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      mark.force(true);
    }
  }

  Started started(ExecutionId execution) {
    return new Started(folder.resolve(execution + ".started"));
  }
}
