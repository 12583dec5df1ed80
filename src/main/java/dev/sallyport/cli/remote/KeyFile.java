package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// A file that holds an API key and nothing else. One that others could read is not read: its key
/// may be anybody's by now.
final class KeyFile {
  /// A key has well under a hundred.
  static final int MOST_BYTES = 4096;

  private static final Path OURSELVES = Path.of("/proc/self");
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private KeyFile() {}

  /// The key in it, without space around it.
  ///
  /// @throws CommandException when it is not there, not readable, too large, or not its owner's own
  static String read(Path file) {
    try {
      requirePrivate(file);
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw new CommandException(
              "%s holds more than an API key (limit: %d bytes).".formatted(file, MOST_BYTES));
        }
        return new String(bytes, StandardCharsets.UTF_8).strip();
      }
    } catch (NoSuchFileException e) {
      throw new CommandException(
          "SALLYPORT_KEY_FILE names %s, and there is no such file.".formatted(file));
    } catch (IOException e) {
      throw new CommandException(
          "SALLYPORT_KEY_FILE names %s, which cannot be read.".formatted(file));
    }
  }

  /// Where the system knows of permissions at all.
  private static void requirePrivate(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    PosixFileAttributes attributes = view.readAttributes();
    if (!OWNERS.containsAll(attributes.permissions())) {
      throw new CommandException(
          "%s may be read or changed by others (%s): make another key, and keep it to yourself with: chmod 600 %s"
              .formatted(file, PosixFilePermissions.toString(attributes.permissions()), file));
    }
    if (Files.exists(OURSELVES) && !attributes.owner().equals(Files.getOwner(OURSELVES))) {
      throw new CommandException(
          "%s belongs to %s: a key file must be yours.".formatted(file, attributes.owner()));
    }
  }
}
