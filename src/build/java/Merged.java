import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipFile;

/// Many libraries as one jar.
///
/// Of a library that has several editions of a class, it holds the one for [#JAVA]; of the services
/// that several offer, all; each one's licence and notice in a folder of its own. Two libraries
/// that have different things under one name end the build. A cache of loaded classes takes
/// neither those of a signed jar nor those of an old format, so signatures are left out, and old
/// classes are [Renewed]; the manifest says so. What describes a library as a module is left out
/// too, to Java and to OSGi: they stand on the class path.
final class Merged {
  /// Its manifest's attribute with the names of the libraries.
  static final String MADE_OF = "Sallyport-Libraries";

  /// The oldest Java that runs Sallyport.
  private static final Runtime.Version JAVA = Runtime.Version.parse("25");

  private static final String CHANGED = "Sallyport-Changed";
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(META|OSGI)-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]+\\.(SF|RSA|DSA|EC))"
              + "|(.*/)?module-info\\.class");
  private static final Pattern LICENCE = Pattern.compile("META-INF/(LICENSE|NOTICE)[^/]*");
  private static final String SERVICES = "META-INF/services/";

  /// A fixed time, so that the same libraries make the same jar: the first that a jar can tell.
  private static final long TIME = 315_532_800_000L;

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private Merged() {}

  /// @param madeOf the libraries' names
  static void write(List<Path> jars, String madeOf, Path to) throws IOException {
    Merged merged = new Merged();
    for (Path jar : jars) {
      merged.add(jar);
    }
    merged.write(madeOf, to);
  }

  private void add(Path jar) throws IOException {
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    try (JarFile file = new JarFile(jar.toFile(), false, ZipFile.OPEN_READ, JAVA)) {
      file.versionedStream()
          .filter(entry -> !entry.isDirectory() && !LEFT_OUT.matcher(entry.getName()).matches())
          .forEach(entry -> add(name, entry, bytes(file, entry)));
    }
  }

  private void add(String library, JarEntry entry, byte[] content) {
    String name = entry.getName();
    if (LICENCE.matcher(name).matches()) {
      entries.put("META-INF/libraries/" + library + name.substring("META-INF".length()), content);
    } else if (name.startsWith(SERVICES)) {
      entries.merge(name, content, Merged::both);
    } else {
      boolean old = name.endsWith(".class") && Renewed.isOld(content);
      byte[] kept = old ? Renewed.of(content) : content;
      byte[] there = entries.putIfAbsent(name, kept);
      if (there != null && !Arrays.equals(there, kept)) {
        throw new IllegalStateException(
            "%s has another %s than a library before it".formatted(library, name));
      }
    }
  }

  private static byte[] both(byte[] first, byte[] second) {
    return String.join(
            "\n",
            new String(first, StandardCharsets.UTF_8),
            new String(second, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void write(String madeOf, Path to) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      // Half the time for a tenth more room.
      out.setLevel(Deflater.BEST_SPEED);
      out.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest(madeOf).write(out);
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        out.putNextEntry(entry(each.getKey()));
        out.write(each.getValue());
      }
    }
  }

  private static JarEntry entry(String name) {
    JarEntry entry = new JarEntry(name);
    entry.setTime(TIME);
    return entry;
  }

  private static Manifest manifest(String madeOf) {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(new Attributes.Name(MADE_OF), madeOf);
    attributes.put(
        new Attributes.Name(CHANGED),
        "libraries merged, signatures removed, class files older than Java 6 written in the format"
            + " of Java 8");
    return manifest;
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
