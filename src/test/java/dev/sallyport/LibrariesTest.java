package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the build makes of the libraries it copies, tried on copies of those that it changes.
@Tag("integration")
class LibrariesTest {
  private static final int JAVA_6 = 50;
  private static final List<String> CHANGED =
      List.of("picocli-", "org.eclipse.jgit-", "sqlite-jdbc-");

  @TempDir static Path folder;
  private static Path libs;
  private static final List<String> OTHERS = new ArrayList<>();

  private record Ended(int status, String said) {}

  @BeforeAll
  static void makeThem() throws Exception {
    libs = Files.createDirectories(folder.resolve("libs"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      String name = path.getFileName().toString();
      if (CHANGED.stream().anyMatch(name::startsWith)) {
        Files.copy(path, libs.resolve(name));
      } else {
        OTHERS.add(entry);
      }
    }

    for (int time = 0; time < 2; time++) {
      Ended made = java("-cp", libs + "/*", "src/build/java/Libraries.java", libs.toString());
      assertThat(made.status()).as(made.said()).isZero();
    }
  }

  @Test
  void no_library_is_signed_or_of_an_old_format() throws IOException {
    List<String> left = new ArrayList<>();
    for (Path jar : jars()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
          if (entry.getName().endsWith(".SF")
              || (entry.getName().endsWith(".class") && version(file, entry) < JAVA_6)) {
            left.add(jar.getFileName() + " " + entry.getName());
          }
        }
      }
    }

    assertThat(jars()).hasSize(CHANGED.size());
    assertThat(left).isEmpty();
  }

  @Test
  void what_was_changed_says_so_and_keeps_its_licence() throws IOException {
    for (Path jar : jars()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        boolean changed = !jar.getFileName().toString().startsWith("sqlite-jdbc-");
        String said = file.getManifest().getMainAttributes().getValue("Sallyport-Changed");

        assertThat(said != null).as("%s says that it was changed", jar).isEqualTo(changed);
      }
    }
    try (JarFile jgit = new JarFile(jar("org.eclipse.jgit-").toFile())) {
      assertThat(jgit.stream().map(JarEntry::getName)).contains("about.html");
    }
  }

  @Test
  void the_program_runs_on_them_and_unpacks_nothing() throws Exception {
    List<String> path = new ArrayList<>(OTHERS);
    jars().forEach(jar -> path.add(jar.toString()));

    Ended ended =
        java(
            "-Xverify:all",
            "--enable-native-access=ALL-UNNAMED",
            // The driver would have to unpack its library to there.
            "-Djava.io.tmpdir=" + folder.resolve("nowhere"),
            "-cp",
            String.join(File.pathSeparator, path),
            "dev.sallyport.cli.Main",
            "keys",
            "list",
            "--data",
            folder.resolve("var").toString());

    assertThat(ended.status()).as(ended.said()).isZero();
    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  private static List<Path> jars() throws IOException {
    try (var files = Files.list(libs)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static Path jar(String begin) throws IOException {
    return jars().stream()
        .filter(jar -> jar.getFileName().toString().startsWith(begin))
        .findFirst()
        .orElseThrow();
  }

  private static int version(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] head = in.readNBytes(8);
      return (head[6] & 0xff) << 8 | head[7] & 0xff;
    }
  }

  private static Ended java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(Arrays.asList(arguments));
    Path said = Files.createTempFile(folder, "said", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(said));
  }
}
