package dev.sallyport.target.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// The writes that publishing does to the file system, so that a test can have any of them fail.
class ReleaseFiles {
  /// Makes a file that was not there.
  void write(Path file, InputStream content, boolean executable) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.transferTo(out);
    }
    if (executable) {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      // Who may read it may run it, as git does when it checks a file out.
      addWhereReadable(permissions);
      Files.setPosixFilePermissions(file, permissions);
    }
  }

  private static void addWhereReadable(Set<PosixFilePermission> permissions) {
    if (permissions.contains(PosixFilePermission.OWNER_READ)) {
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
    }
    if (permissions.contains(PosixFilePermission.GROUP_READ)) {
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
    }
    if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    }
  }

  /// Has a file's content, or a folder's names, on disk before it returns.
  void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
  }

  /// Puts a file, folder or link in another's place, in one step for every reader (`rename(2)`).
  void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  void link(Path link, Path to) throws IOException {
    Files.createSymbolicLink(link, to);
  }

  /// Deletes a file, a link (not what it points to) or a folder with all that is in it.
  void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (var inside = Files.newDirectoryStream(path)) {
        for (Path child : inside) {
          delete(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
