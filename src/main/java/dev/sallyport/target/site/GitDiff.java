package dev.sallyport.target.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffConfig;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Writes the difference of two trees as `git diff` does with its own defaults: renames found from
/// half alike on, three lines of context, headings of hunks, binary files named and not shown.
///
/// JGit's own formatter is not used because it differs from git in all of these.
final class GitDiff {
  /// More new or more gone files than this and only renames without a change are looked for (git's
  /// `diff.renameLimit`).
  static final int RENAME_LIMIT = 1_000;

  /// Files larger than this are not shown line by line.
  static final int MOST_SHOWN_BYTES = 32 << 20;

  private final ObjectReader reader;
  private final int abbreviation;
  private final int mostBytes;

  /// @param objects about how many objects the repository holds; git shortens ids by it
  /// @param mostBytes the limit on the diff's size
  GitDiff(ObjectReader reader, long objects, int mostBytes) {
    this.reader = reader;
    this.abbreviation = abbreviation(objects);
    this.mostBytes = mostBytes;
  }

  /// The diff; empty when it would be larger than the limit.
  Optional<DiffText> between(ObjectId before, ObjectId after) throws IOException {
    FileDiff files = new FileDiff(reader, abbreviation, mostBytes);
    Set<String> renamed = new HashSet<>();
    for (DiffEntry entry : entries(before, after)) {
      files.add(entry, kind(entry, renamed));
      if (files.full()) {
        return Optional.empty();
      }
    }
    return Optional.of(files.result());
  }

  /// Git by itself shows no copies: of the files that one gone file went to whole, the first in
  /// order is the renamed one and the others are new.
  private static FileDiff.Kind kind(DiffEntry entry, Set<String> renamed) {
    boolean whole = entry.getOldId() != null && entry.getOldId().equals(entry.getNewId());
    return switch (entry.getChangeType()) {
      case ADD -> FileDiff.Kind.NEW;
      case DELETE -> FileDiff.Kind.GONE;
      case MODIFY -> FileDiff.Kind.CHANGED;
      case RENAME ->
          !whole || renamed.add(entry.getOldPath()) ? FileDiff.Kind.RENAMED : FileDiff.Kind.NEW;
      case COPY ->
          whole && renamed.add(entry.getOldPath()) ? FileDiff.Kind.RENAMED : FileDiff.Kind.NEW;
    };
  }

  private List<DiffEntry> entries(ObjectId before, ObjectId after) throws IOException {
    try (TreeWalk walk = new TreeWalk(reader)) {
      Trees.add(walk, before);
      Trees.add(walk, after);
      walk.setRecursive(true);
      RenameDetector renames = new RenameDetector(reader, new Config().get(DiffConfig.KEY));
      renames.setRenameScore(50);
      renames.setRenameLimit(RENAME_LIMIT);
      renames.setBigFileThreshold(MOST_SHOWN_BYTES);
      renames.addAll(DiffEntry.scan(walk));
      List<DiffEntry> entries = new ArrayList<>(found(renames));
      entries.sort(
          Comparator.comparing(GitDiff::place, Arrays::compareUnsigned)
              .thenComparing(entry -> entry.getChangeType() != ChangeType.DELETE));
      return entries;
    }
  }

  private List<DiffEntry> found(RenameDetector renames) throws IOException {
    try {
      return renames.compute(reader, NullProgressMonitor.INSTANCE);
    } catch (CanceledException impossible) {
      throw new IOException("nobody can cancel this", impossible);
    }
  }

  private static byte[] place(DiffEntry entry) {
    boolean gone = entry.getChangeType() == ChangeType.DELETE;
    return (gone ? entry.getOldPath() : entry.getNewPath()).getBytes(StandardCharsets.UTF_8);
  }

  /// How many digits of an id git shows: half the bits it takes to count the packed objects,
  /// rounded up, and at least seven.
  private static int abbreviation(long objects) {
    int bits = 64 - Long.numberOfLeadingZeros(objects);
    return Math.max(7, (bits + 1) / 2);
  }
}
