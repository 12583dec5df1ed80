package dev.sallyport.config;

/// One thing that is wrong with a configuration file.
///
/// @param path the setting, such as `targets.blog.policy.auto`; empty for the file as a whole
/// @param line counted from 1; 0 where no line can be named
/// @param message what is wrong, what is allowed, and where it can be guessed, what was meant
public record ConfigMistake(String path, int line, String message) {
  /// The mistake as a line for people: `line 12: targets.blog.policy.auto must be …`.
  @Override
  public String toString() {
    String where = line > 0 ? "line " + line + ": " : "";
    return where + (path.isEmpty() ? "the file" : path) + " " + message;
  }
}
