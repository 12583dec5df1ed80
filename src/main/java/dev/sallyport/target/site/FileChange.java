package dev.sallyport.target.site;

import org.eclipse.jgit.lib.FileMode;

/// What a proposal does to one file.
sealed interface FileChange {
  String path();

  /// Where in the request it is asked for, as a JSON pointer.
  String pointer();

  /// The file is there with this content, whether or not it was before.
  @SuppressWarnings(
      "ArrayRecordComponent") // compared by nobody; a copy of megabytes would be waste
  record Put(String path, String pointer, byte[] content, Permission permission)
      implements FileChange {}

  /// The file, which is there, is there no more.
  record Remove(String path, String pointer) implements FileChange {}

  /// Whether the file may be executed.
  enum Permission {
    EXECUTABLE,
    PLAIN,
    /// As the file has it now; plain when it is new.
    AS_BEFORE;

    FileMode mode(FileMode before) {
      return switch (this) {
        case EXECUTABLE -> FileMode.EXECUTABLE_FILE;
        case PLAIN -> FileMode.REGULAR_FILE;
        case AS_BEFORE ->
            before.equals(FileMode.EXECUTABLE_FILE)
                ? FileMode.EXECUTABLE_FILE
                : FileMode.REGULAR_FILE;
      };
    }
  }
}
