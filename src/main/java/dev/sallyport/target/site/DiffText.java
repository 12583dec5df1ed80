package dev.sallyport.target.site;

/// A diff as `git diff` prints it, with its counts.
///
/// @param files files that differ, a renamed one counted once
/// @param insertions lines added, in text files
/// @param binary files whose difference is not shown line by line
/// @param bytesDeleted the size of the files that go
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
    boolean entryPageGone) {}
