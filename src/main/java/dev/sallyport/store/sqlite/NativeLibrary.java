package dev.sallyport.store.sqlite;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.sqlite.JDBC;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite itself, as the build has laid it beside the jar that its driver is in. Where it is not,
/// the driver unpacks it at each start and compares every byte, which takes it longer than all
/// else it does.
final class NativeLibrary {
  private static final String FOLDER = "org.sqlite.lib.path";

  /// Where the driver unpacks, and at each start looks through all that is there for what an
  /// earlier one left.
  private static final String UNPACKED = "org.sqlite.tmpdir";

  private NativeLibrary() {}

  /// Tells the driver where it is, unless somebody else has.
  static void tell() {
    if (System.getProperty(FOLDER) == null) {
      CodeSource driver = JDBC.class.getProtectionDomain().getCodeSource();
      if (driver != null) {
        beside(driver).ifPresent(NativeLibrary::tell);
      }
    }
  }

  /// There is nothing to unpack then, so it looks through that one folder instead of the machine's
  /// for everything temporary, which may hold thousands.
  private static void tell(Path folder) {
    System.setProperty(FOLDER, folder.toString());
    if (System.getProperty(UNPACKED) == null) {
      System.setProperty(UNPACKED, folder.toString());
    }
  }

  private static Optional<Path> beside(CodeSource driver) {
    try {
      return beside(Path.of(driver.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The folder is named after the jar, with which it was made, and the machine, so that no other
  /// machine's is taken for it.
  static Optional<Path> beside(Path jar) {
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    String machine =
        "%s-%s".formatted(System.getProperty("os.name"), System.getProperty("os.arch"));
    return Optional.of(jar.resolveSibling(name + "-" + machine.replace(' ', '_')))
        .filter(
            folder -> Files.isRegularFile(folder.resolve(LibraryLoaderUtil.getNativeLibName())));
  }
}
