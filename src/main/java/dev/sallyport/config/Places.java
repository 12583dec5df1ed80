package dev.sallyport.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the relative paths of a configuration lead: what begins with `./var` into the data folder,
/// all others into the folder of the file.
///
/// @param base the file's folder, absolute
/// @param data the data folder, absolute
record Places(Path base, Path data) {
  private static final Path VAR = Path.of("var");
  private static final String SQLITE = "sqlite:";
  private static final int LONGEST_PATH = 4096;

  Places {
    base = base.toAbsolutePath().normalize();
    data = data.toAbsolutePath().normalize();
  }

  /// The absolute path; empty where the text is none.
  Optional<Path> resolve(String text) {
    if (text.isBlank() || text.length() > LONGEST_PATH) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(text).normalize();
      if (!path.isAbsolute() && path.startsWith(VAR)) {
        return Optional.of(data.resolve(VAR.relativize(path)).normalize());
      }
      return Optional.of(base.resolve(path).normalize());
    } catch (InvalidPathException notAPath) {
      return Optional.empty();
    }
  }

  /// The store that the text names; empty where it names none.
  Optional<StoreUrl> storeUrl(String text) {
    if (text.startsWith(SQLITE)) {
      String file = text.substring(SQLITE.length());
      // SQLite's own ways to say "in memory" or "with options": the record must outlive the
      // process.
      boolean isFile = !file.startsWith(":") && !file.contains("?") && !file.endsWith("/");
      return isFile ? resolve(file).map(StoreUrl.Sqlite::new) : Optional.empty();
    }
    boolean isServer =
        text.length() <= LONGEST_PATH
            && StoreUrl.Postgresql.isGood(text)
            && text.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
    return isServer ? Optional.of(new StoreUrl.Postgresql(text)) : Optional.empty();
  }
}
