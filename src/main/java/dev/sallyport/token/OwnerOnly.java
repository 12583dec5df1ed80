package dev.sallyport.token;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Files that hold secrets: readable and writable by their owner alone, replaced as a whole.
public final class OwnerOnly {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private OwnerOnly() {}

  /// Makes the folder, and closes it to others when it is new.
  public static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = folder.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectories(folder, attributes(folder, "rwx------"));
    }
  }

  /// Refuses a file that others may read or write.
  public static void require(Path file) throws IOException {
    if (isPosix(file)) {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      permissions.addAll(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (!permissions.isEmpty()) {
        throw new IOException(
            "others may read %s; close it with: chmod 600 %s"
                .formatted(file.getFileName(), file.toAbsolutePath()));
      }
    }
  }

  /// Writes the file beside its place, brings it to disk and moves it there.
  public static void replace(Path file, byte[] content) throws IOException {
    Path next =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), ".next", ".tmp", attributes(file, "rw-------"));
    try {
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /// Writes the file beside its place and moves it there, unless another process was quicker.
  public static void create(Path file, byte[] content) throws IOException {
    Path ready = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    replace(ready, content);
    try {
      Files.createLink(file, ready);
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.deleteIfExists(ready);
    }
  }

  private static FileAttribute<?>[] attributes(Path near, String permissions) throws IOException {
    return isPosix(near)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path near) throws IOException {
    Path existing = near.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    FileStore store = Files.getFileStore(existing);
    return store.supportsFileAttributeView(PosixFileAttributeView.class);
  }
}
