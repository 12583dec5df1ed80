package dev.sallyport.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A file with every table and nothing in them, which the build makes by the migrations. A new
/// store begins as a copy of it: taking a file through every version takes a start longer than all
/// else it does. Where the build has made none, a new store goes through every version.
public final class EmptyFile {
  private static final String RESOURCE = "/db/sqlite/empty.db";

  private EmptyFile() {}

  /// Makes it, for the build.
  public static void make(Path file) throws IOException {
    Files.deleteIfExists(file);
    Schema.migrate(file);
  }

  /// Lays a copy where there is no file yet. Nobody else may be doing so.
  static void layAt(Path file) throws IOException {
    try (InputStream empty = EmptyFile.class.getResourceAsStream(RESOURCE)) {
      lay(empty, file);
    }
  }

  static void lay(@Nullable InputStream empty, Path file) throws IOException {
    if (empty == null || Files.exists(file) || isLoggedFor(file)) {
      return;
    }
    Path next = beside(file, ".new");
    try (FileChannel channel =
            FileChannel.open(
                next,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      empty.transferTo(out);
      channel.force(true);
    }
    // Its name is made durable with the first commit, which has the folder written.
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether a file that has gone left a log. SQLite throws it away with a file that is empty, but
  /// would bring what it holds into a copy.
  private static boolean isLoggedFor(Path file) {
    return Stream.of("-wal", "-journal").anyMatch(log -> Files.exists(beside(file, log)));
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
