package dev.sallyport.target.site;

import java.util.List;

/// A diff as `git diff` prints it, with its counts.
///
/// @param files files that differ, a renamed one counted once
/// @param insertions lines added, in text files
/// @param binary files whose difference is not shown line by line
/// @param paths every path that is touched, a renamed file with both of its names
record DiffText(
    String text,
    int files,
    int added,
    int deleted,
    int renamed,
    int binary,
    int binaryReplaced,
    int madeExecutable,
    int insertions,
    int deletions,
    boolean entryPageGone,
    List<String> paths) {
  DiffText {
    paths = List.copyOf(paths);
  }
}
