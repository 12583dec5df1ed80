import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.util.LibraryLoaderUtil;

/// Makes the libraries start sooner: all of them become one jar, and SQLite's own library is laid
/// beside it.
///
/// A start looks for a dozen things that are nowhere or in every library, and to look it opened
/// each library's jar. What the one jar holds, [Merged] says. SQLite's driver would unpack its
/// library at each start, so that of this machine is laid where the store looks for it.
///
/// Run by the build, with the libraries on the class path: `java -cp ... Libraries.java libs`.
/// Where the jar is made of these libraries already, it stays as it is.
final class Libraries {
  private static final String MERGED = "libraries.jar";

  private Libraries() {}

  /// @param arguments the folder for what is made
  public static void main(String[] arguments) throws IOException {
    List<Path> jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .map(Path::of)
            .toList();
    Path merged = Files.createDirectories(Path.of(arguments[0])).resolve(MERGED);
    layNativeLibrary(merged);
    String names =
        jars.stream().map(jar -> jar.getFileName().toString()).collect(Collectors.joining(" "));
    if (Files.exists(merged) && names.equals(madeOf(merged))) {
      return;
    }
    // Moved into its place, since a gate may run from the one that is there.
    Path next = merged.resolveSibling(MERGED + ".next");
    Merged.write(jars, names, next);
    move(next, merged);
  }

  private static String madeOf(Path merged) throws IOException {
    try (JarFile file = new JarFile(merged.toFile(), false)) {
      return file.getManifest().getMainAttributes().getValue(Merged.MADE_OF);
    }
  }

  /// Beside the jar and named after it and the machine.
  private static void layNativeLibrary(Path jar) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    String machine = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    String folder = jar.getFileName().toString().replaceFirst("\\.jar$", "-") + machine;
    try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      if (in != null) {
        Path place = Files.createDirectories(jar.resolveSibling(folder.replace(' ', '_')));
        Path next = place.resolve(name + ".next");
        Files.copy(in, next, StandardCopyOption.REPLACE_EXISTING);
        move(next, place.resolve(name));
      }
    }
  }

  private static void move(Path next, Path place) throws IOException {
    Files.move(
        next, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
