package dev.sallyport.target.site;

import dev.sallyport.target.site.FileChange.Put;
import dev.sallyport.target.site.FileChange.Remove;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/// Turns changes of files into the tree that the base becomes by them.
final class TreeChange {
  private final Base base;
  private final TreeMap<String, Put> puts = new TreeMap<>();
  private final Set<String> removed = new HashSet<>();

  TreeChange(Base base, List<FileChange> changes) {
    this.base = base;
    for (FileChange change : changes) {
      switch (change) {
        case Put put -> puts.put(put.path(), put);
        case Remove remove -> removed.add(remove.path());
      }
    }
  }

  /// Adds a mistake for each file that would stand where a folder is, or in a folder that is a
  /// file.
  void checkFolders(Mistakes mistakes) {
    for (Put put : puts.values()) {
      String path = put.path();
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        String folder = path.substring(0, slash);
        if (isFileAfter(folder)) {
          conflict(mistakes, put, SitePath.shown(folder) + " is a file and cannot hold others.");
        }
      }
      if (isFolderAfter(path)) {
        conflict(mistakes, put, SitePath.shown(path) + " is a folder and cannot be a file too.");
      }
    }
  }

  private static void conflict(Mistakes mistakes, Put put, String message) {
    mistakes.add(put.pointer(), "file-and-folder", message);
  }

  private boolean isFileAfter(String path) {
    return puts.containsKey(path) || (base.file(path) != null && !removed.contains(path));
  }

  private boolean isFolderAfter(String path) {
    String next = puts.higherKey(path + "/");
    if (next != null && next.startsWith(path + "/")) {
      return true;
    }
    if (!base.isFolder(path)) {
      return false;
    }
    for (DirCacheEntry entry : base.files().getEntriesWithin(path)) {
      if (!removed.contains(entry.getPathString())) {
        return true;
      }
    }
    return false;
  }

  /// Makes the tree; its new objects go to the inserter.
  ObjectId write(ObjectInserter inserter) throws IOException {
    DirCache after = DirCache.newInCore();
    DirCacheBuilder builder = after.builder();
    for (int at = 0; at < base.files().getEntryCount(); at++) {
      DirCacheEntry entry = base.files().getEntry(at);
      String path = entry.getPathString();
      if (!removed.contains(path) && !puts.containsKey(path)) {
        builder.add(entry);
      }
    }
    for (Put put : puts.values()) {
      DirCacheEntry entry = new DirCacheEntry(put.path());
      entry.setFileMode(put.permission().mode(modeBefore(put.path())));
      entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, put.content()));
      builder.add(entry);
    }
    builder.finish();
    return after.writeTree(inserter);
  }

  private FileMode modeBefore(String path) {
    DirCacheEntry before = base.file(path);
    return before == null ? FileMode.REGULAR_FILE : before.getFileMode();
  }
}
