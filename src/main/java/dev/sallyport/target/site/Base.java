package dev.sallyport.target.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// What a plan starts from: the branch's head and the files of its tree, read once.
///
/// @param head null for a branch without commits
/// @param tree the head's tree; the empty tree for a branch without commits
record Base(@Nullable ObjectId head, ObjectId tree, DirCache files, ObjectReader reader) {
  /// The fingerprint of a branch without commits.
  static final String EMPTY = "empty";

  static Base at(@Nullable ObjectId head, ObjectReader reader) throws IOException {
    if (head == null) {
      return new Base(null, Trees.EMPTY, DirCache.newInCore(), reader);
    }
    try (RevWalk walk = new RevWalk(reader)) {
      ObjectId tree = walk.parseCommit(head).getTree().toObjectId();
      DirCache files =
          tree.equals(Trees.EMPTY) ? DirCache.newInCore() : DirCache.read(reader, tree);
      return new Base(head, tree, files, reader);
    } catch (InvalidPathException pushedByNoGit) {
      throw new IOException("the head's tree names what no git would check out", pushedByNoGit);
    }
  }

  static String fingerprint(@Nullable ObjectId head) {
    return head == null ? EMPTY : head.name();
  }

  String fingerprint() {
    return fingerprint(head);
  }

  @Nullable DirCacheEntry file(String path) {
    return files.getEntry(path);
  }

  boolean isFolder(String path) {
    byte[] inside = (path + "/").getBytes(StandardCharsets.UTF_8);
    int at = files.findEntry(inside, inside.length);
    int next = at < 0 ? -at - 1 : at;
    return next < files.getEntryCount()
        && files.getEntry(next).getPathString().startsWith(path + "/");
  }

  /// Whether the entry is a file and neither a symbolic link nor another repository.
  static boolean isPlain(DirCacheEntry entry) {
    return FileMode.REGULAR_FILE.equals(entry.getRawMode())
        || FileMode.EXECUTABLE_FILE.equals(entry.getRawMode());
  }

  byte[] content(DirCacheEntry entry) throws IOException {
    return reader.open(entry.getObjectId()).getCachedBytes(Integer.MAX_VALUE);
  }
}
