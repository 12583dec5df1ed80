package dev.sallyport.target.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/// The one use of JGit's pack writer, which its public interface does not offer.
final class Packs {
  private Packs() {}

  /// What writes objects.
  interface Writer<T> {
    T write(ObjectInserter inserter) throws IOException;
  }

  /// Has the writer's objects in one pack and on disk before it returns: JGit itself only closes
  /// the file.
  static <T> T write(Repository repository, Writer<T> writer) throws IOException {
    Path folder = repository.getDirectory().toPath().resolve("objects").resolve("pack");
    Set<Path> before = new HashSet<>(Releases.children(folder));
    try (ObjectInserter inserter =
        ((FileRepository) repository).getObjectDatabase().newPackInserter()) {
      T written = writer.write(inserter);
      inserter.flush();
      ReleaseFiles files = new ReleaseFiles();
      for (Path path : Releases.children(folder)) {
        if (!before.contains(path)) {
          files.force(path);
        }
      }
      files.force(folder);
      return written;
    }
  }
}
