package dev.sallyport.target.site;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/// The published folder: `releases/<commit>`, each whole from the moment it has that name, and
/// `current`, a symbolic link to one of them that is switched in one step.
///
/// Written by one execution at a time, the holder of the target's lease.
final class Releases {
  private static final String CURRENT = "current";
  private static final String SWITCHING = ".current.switching";
  private static final String WRITING = ".writing-";
  private static final String REMOVING = ".removing-";

  private final Path publish;
  private final Path releases;
  private final ReleaseFiles files;

  Releases(Path publish, ReleaseFiles files) {
    this.publish = publish;
    this.releases = publish.resolve("releases");
    this.files = files;
  }

  /// The commit that a reader of `current` sees; empty before the first deployment.
  Optional<ObjectId> current() throws IOException {
    Path link = publish.resolve(CURRENT);
    if (!Files.isSymbolicLink(link)) {
      return Optional.empty();
    }
    try {
      String name = String.valueOf(Files.readSymbolicLink(link).getFileName());
      return ObjectId.isId(name) ? Optional.of(ObjectId.fromString(name)) : Optional.empty();
    } catch (NoSuchFileException goneSince) {
      return Optional.empty();
    }
  }

  boolean has(ObjectId commit) {
    return Files.isDirectory(releases.resolve(commit.name()), LinkOption.NOFOLLOW_LINKS);
  }

  /// Writes a release, or finds it written; on failure nothing of it is left.
  ///
  /// @return how many files were written
  int prepare(ObjectId commit, Export export) throws IOException {
    files.createFolder(releases);
    removeLeftovers();
    if (has(commit)) {
      return 0;
    }
    Path writing = releases.resolve(WRITING + commit.name());
    try {
      files.createFolder(writing);
      int written = export.to(writing);
      files.rename(writing, releases.resolve(commit.name()));
      files.force(releases);
      return written;
    } catch (IOException | RuntimeException failed) {
      deleteAfter(writing, failed);
      throw failed;
    }
  }

  /// Writes the files of a release into a folder, and has them on disk before it returns.
  interface Export {
    int to(Path folder) throws IOException;
  }

  private void deleteAfter(Path path, Exception failed) {
    try {
      files.delete(path);
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
  }

  /// Lets readers see a prepared release.
  void activate(ObjectId commit) throws IOException {
    Path link = publish.resolve(SWITCHING);
    files.delete(link);
    files.link(link, Path.of("releases", commit.name()));
    try {
      files.rename(link, publish.resolve(CURRENT));
    } catch (IOException failed) {
      deleteAfter(link, failed);
      throw failed;
    }
    files.force(publish);
  }

  /// Removes every release but those to keep and the current one.
  void keepOnly(Set<ObjectId> kept) throws IOException {
    Optional<ObjectId> current = current();
    for (Path path : children(releases)) {
      String name = String.valueOf(path.getFileName());
      if (!ObjectId.isId(name)) {
        continue;
      }
      ObjectId commit = ObjectId.fromString(name);
      if (!kept.contains(commit) && current.filter(commit::equals).isEmpty()) {
        // Renamed first: a release that is only half there must not bear a release's name.
        Path removing = releases.resolve(REMOVING + name);
        files.rename(path, removing);
        files.delete(removing);
      }
    }
  }

  /// Removes what an execution that was cut off left half written or half removed.
  private void removeLeftovers() throws IOException {
    files.delete(publish.resolve(SWITCHING));
    for (Path path : children(releases)) {
      String name = String.valueOf(path.getFileName());
      if (name.startsWith(WRITING) || name.startsWith(REMOVING)) {
        files.delete(path);
      }
    }
  }

  /// Removes a release that was prepared and will not be shown.
  void discard(ObjectId commit) throws IOException {
    if (current().filter(commit::equals).isEmpty() && has(commit)) {
      Path removing = releases.resolve(REMOVING + commit.name());
      files.rename(releases.resolve(commit.name()), removing);
      files.delete(removing);
    }
  }

  int count() throws IOException {
    return (int)
        children(releases).stream()
            .filter(path -> ObjectId.isId(String.valueOf(path.getFileName())))
            .count();
  }

  /// Makes the folder, and finds out now rather than at the first deployment that it cannot be
  /// written.
  void checkWritable() throws IOException {
    files.createFolder(releases);
    Path link = publish.resolve(CURRENT);
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
      throw new FileAlreadyExistsException(CURRENT);
    }
    Path probe = Files.createTempFile(releases, WRITING, "");
    Files.delete(probe);
  }

  static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (var stream = Files.newDirectoryStream(folder)) {
        stream.forEach(children::add);
      }
    }
    return children;
  }
}
