package dev.sallyport.target.site;

import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/// The one use of JGit's pack writer, which its public interface does not offer.
final class Packs {
  private Packs() {}

  /// An inserter that writes all its objects as one pack when it is flushed.
  static ObjectInserter inserter(Repository repository) {
    return ((FileRepository) repository).getObjectDatabase().newPackInserter();
  }
}
