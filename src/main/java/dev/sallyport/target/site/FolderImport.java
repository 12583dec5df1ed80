package dev.sallyport.target.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;

/// Makes the first commit of a repository from the files of a folder, all in one pack.
///
/// Executable bits are kept. Folders named `.git`, symbolic links and whatever is no plain file,
/// and names that no proposal could use are left out and named.
final class FolderImport {
  /// How many of the files that were left out are named.
  private static final int MOST_NAMED = 5;

  private final Path folder;
  private final int mostFiles;
  private final List<String> leftOut = new ArrayList<>();

  FolderImport(Path folder, int mostFiles) {
    this.folder = folder;
    this.mostFiles = mostFiles;
  }

  private record Found(String path, Path file, long size) {}

  /// The first commit; the caller points the branch at it.
  ObjectId into(Repository repository, Instant now) throws IOException {
    List<Found> found = files();
    return Packs.write(repository, inserter -> commit(found, now, inserter));
  }

  private static ObjectId commit(List<Found> found, Instant now, ObjectInserter inserter)
      throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    for (Found file : found) {
      DirCacheEntry entry = new DirCacheEntry(file.path());
      boolean executable =
          Files.getPosixFilePermissions(file.file()).contains(PosixFilePermission.OWNER_EXECUTE);
      entry.setFileMode(executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
      entry.setObjectId(insert(file, inserter));
      builder.add(entry);
    }
    builder.finish();
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(index.writeTree(inserter));
    PersonIdent gate =
        new PersonIdent("Sallyport", "sallyport@sallyport.invalid", now, ZoneOffset.UTC);
    commit.setAuthor(gate);
    commit.setCommitter(gate);
    commit.setMessage("Import " + Assessment.counted(found.size(), "file") + "\n");
    return inserter.insert(commit);
  }

  /// What was left out, as a sentence; empty when nothing was.
  String notice() {
    if (leftOut.isEmpty()) {
      return "";
    }
    String named = String.join(", ", leftOut.subList(0, Math.min(MOST_NAMED, leftOut.size())));
    return Assessment.counted(leftOut.size(), "entry").replace("entrys", "entries")
        + " of the imported folder left out, as no plain files with plain names: "
        + named
        + (leftOut.size() > MOST_NAMED ? ", …" : "");
  }

  private static ObjectId insert(Found file, ObjectInserter inserter) throws IOException {
    try (InputStream content = Files.newInputStream(file.file())) {
      return inserter.insert(Constants.OBJ_BLOB, file.size(), content);
    }
  }

  private List<Found> files() throws IOException {
    List<Found> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            boolean git = String.valueOf(path.getFileName()).equalsIgnoreCase(Constants.DOT_GIT);
            return git && !path.equals(folder)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            String name = folder.relativize(path).toString();
            // A name that this machine's locale cannot read has lost characters already.
            boolean readable = name.indexOf('\ufffd') < 0;
            if (!attributes.isRegularFile() || !readable || SitePath.brokenRule(name).isPresent()) {
              leftOut.add(SitePath.shown(name));
            } else {
              found.add(new Found(name, path, attributes.size()));
            }
            if (found.size() > mostFiles) {
              throw new SiteException(
                  "the folder to import holds more than "
                      + mostFiles
                      + " files (limit importFiles): import less of it, or raise the limit");
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(Found::path));
    return found;
  }
}
