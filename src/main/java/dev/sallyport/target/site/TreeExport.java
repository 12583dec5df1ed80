package dev.sallyport.target.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Writes the files of a commit into a folder: bytes as git holds them, executable bits kept.
/// Symbolic links and submodules are left out and reported; nothing is ever written through one.
final class TreeExport implements Releases.Export {
  private final Repository repository;
  private final ObjectId commit;
  private final ReleaseFiles files;
  private final Consumer<String> report;

  TreeExport(Repository repository, ObjectId commit, ReleaseFiles files, Consumer<String> report) {
    this.repository = repository;
    this.commit = commit;
    this.files = files;
    this.report = report;
  }

  @Override
  public int to(Path folder) throws IOException {
    List<Path> written = new ArrayList<>();
    Set<Path> folders = new LinkedHashSet<>(List.of(folder));
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk commits = new RevWalk(reader);
        TreeWalk walk = Trees.files(reader, commits.parseCommit(commit).getTree())) {
      while (walk.next()) {
        String path = walk.getPathString();
        FileMode mode = walk.getFileMode(0);
        if (mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE)) {
          Path file = inside(folder, walk);
          for (Path parent = file.getParent();
              parent != null && folders.add(parent);
              parent = parent.getParent()) {
            files.createFolder(parent);
          }
          try (InputStream content = reader.open(walk.getObjectId(0)).openStream()) {
            files.write(file, content, mode.equals(FileMode.EXECUTABLE_FILE));
          }
          written.add(file);
        } else {
          report.accept("left out " + SitePath.shown(path) + ": a symbolic link or a submodule");
        }
      }
    }
    force(written, folders);
    return written.size();
  }

  /// Everything is written first and forced then: by that time most of it is on its way to the
  /// disk.
  private void force(List<Path> written, Set<Path> folders) throws IOException {
    Forcing.force(written, files);
    Forcing.force(List.copyOf(folders), files);
  }

  /// Where a file goes. A tree that somebody pushed may bear names that no git would check out.
  private static Path inside(Path folder, TreeWalk walk) throws IOException {
    String path = new String(walk.getRawPath(), StandardCharsets.UTF_8);
    for (String name : path.split("/", -1)) {
      boolean plain =
          !name.isEmpty()
              && !name.equals(".")
              && !name.equals("..")
              && !name.equalsIgnoreCase(".git")
              && name.indexOf('\0') < 0;
      if (!plain) {
        throw new UnpublishableException(path, "is not a plain path");
      }
    }
    try {
      return folder.resolve(path);
    } catch (InvalidPathException unmappable) {
      throw new UnpublishableException(
          path,
          "cannot be named on this machine: start the gate in a UTF-8 locale (LC_ALL=C.UTF-8)");
    }
  }

  /// A file of the commit that cannot be published whatever the state of the disk.
  static final class UnpublishableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnpublishableException(String path, String why) {
      super(SitePath.shown(path) + " " + why);
    }
  }
}
