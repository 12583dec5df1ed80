package dev.sallyport.target.site;

/// What applying a patch to one file came to.
sealed interface PatchedContent {
  @SuppressWarnings(
      "ArrayRecordComponent") // compared by nobody; a copy of megabytes would be waste
  record Applied(byte[] content) implements PatchedContent {}

  /// It does not apply; the sentence names the file and the hunk.
  record Refused(String why) implements PatchedContent {}
}
