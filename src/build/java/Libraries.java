import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.sqlite.util.LibraryLoaderUtil;

/// Makes copied libraries start sooner.
///
/// A cache of loaded classes takes neither those of a signed jar nor those of a format older than
/// Java 6. So a signature is taken off, and old classes are written anew in the format of Java 8,
/// with the stack maps that it asks for and the same instructions. What was changed says so in its
/// manifest.
///
/// SQLite's driver would unpack its library at each start. So that of this machine is laid beside
/// its jar, where the store looks for it.
///
/// Nothing else is touched, so that it can run again.
///
/// Run by the build, with the libraries on the class path: `java -cp 'libs/*' Libraries.java libs`
final class Libraries {
  private static final int JAVA_6 = ClassFile.JAVA_6_VERSION;
  private static final String CHANGED = "Sallyport-Changed";

  private Libraries() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
    for (Path jar : jars) {
      if (isSigned(jar) || isOld(jar)) {
        renew(jar);
      }
      if (jar.getFileName().toString().startsWith("sqlite-jdbc-")) {
        layNativeLibrary(jar);
      }
    }
  }

  private static void layNativeLibrary(Path jar) throws IOException {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    String machine = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    String folder = jar.getFileName().toString().replaceFirst("\\.jar$", "-") + machine;
    try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      if (in != null) {
        Path place = Files.createDirectories(jar.resolveSibling(folder.replace(' ', '_')));
        // Moved into its place, since a gate may run from the one that is there.
        Path next = place.resolve(name + ".next");
        Files.copy(in, next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(
            next,
            place.resolve(name),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static boolean isSigned(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      return file.stream().anyMatch(Libraries::isSignature);
    }
  }

  private static boolean isSignature(JarEntry entry) {
    return entry.getName().toUpperCase(Locale.ROOT).matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  }

  /// Whether its first class is of the old format: a jar's classes are compiled together, but for
  /// the description of its module.
  private static boolean isOld(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        String name = entry.getName();
        if (name.endsWith(".class")
            && !name.startsWith("META-INF/")
            && !name.equals("module-info.class")) {
          return version(bytes(file, entry)) < JAVA_6;
        }
      }
      return false;
    }
  }

  private static void renew(Path jar) throws IOException {
    Path next = jar.resolveSibling(jar.getFileName() + ".next");
    try (JarFile old = new JarFile(jar.toFile(), false);
        OutputStream out = Files.newOutputStream(next);
        JarOutputStream to = new JarOutputStream(out)) {
      for (JarEntry entry : (Iterable<JarEntry>) old.stream()::iterator) {
        if (isSignature(entry)) {
          continue;
        }
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        to.putNextEntry(copy);
        if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
          manifest(old.getManifest()).write(to);
        } else if (entry.getName().endsWith(".class")) {
          to.write(renewed(bytes(old, entry)));
        } else {
          to.write(bytes(old, entry));
        }
        to.closeEntry();
      }
    }
    Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    System.out.println("renewed " + jar.getFileName());
  }

  /// Without the digests of a signature.
  private static Manifest manifest(Manifest signed) {
    Manifest manifest = new Manifest(signed);
    manifest.getEntries().clear();
    manifest
        .getMainAttributes()
        .put(
            new Attributes.Name(CHANGED),
            "signature removed, class files older than Java 6 written in the format of Java 8");
    return manifest;
  }

  private static byte[] renewed(byte[] type) {
    if (version(type) >= JAVA_6) {
      return type;
    }
    ClassFile format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
    CodeTransform same = (builder, element) -> builder.with(element);
    ClassTransform newer =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    return format.transformClass(
        format.parse(type), ClassTransform.transformingMethodBodies(same).andThen(newer));
  }

  private static int version(byte[] type) {
    return (type[6] & 0xff) << 8 | type[7] & 0xff;
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
