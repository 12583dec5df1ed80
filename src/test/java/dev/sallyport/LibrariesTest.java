package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the build makes of the libraries, tried on those that take more than copying.
@Tag("integration")
class LibrariesTest {
  private static final int JAVA_6 = 50;

  /// Of an old format; signed; with its own library; with a service that another offers too; with
  /// classes of its own for newer Javas.
  private static final List<String> TAKEN =
      List.of("picocli-", "org.eclipse.jgit-", "sqlite-jdbc-", "postgresql-", "snakeyaml-engine-");

  @TempDir static Path folder;
  private static final List<Path> LIBRARIES = new ArrayList<>();
  private static final List<String> OTHERS = new ArrayList<>();
  private static Path merged;

  private record Ended(int status, String said) {}

  @BeforeAll
  static void makeThem() throws Exception {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      String name = Path.of(entry).getFileName().toString();
      if (TAKEN.stream().anyMatch(name::startsWith)) {
        LIBRARIES.add(Path.of(entry));
      } else {
        OTHERS.add(entry);
      }
    }
    Ended made = make(LIBRARIES);
    assertThat(made.status()).as(made.said()).isZero();
    merged = folder.resolve("libs").resolve("libraries.jar");
  }

  @Test
  void it_holds_what_java_25_would_load_from_them() throws IOException {
    List<String> missing = new ArrayList<>();
    try (JarFile all = new JarFile(merged.toFile())) {
      for (Path library : LIBRARIES) {
        try (JarFile one =
            new JarFile(library.toFile(), false, ZipFile.OPEN_READ, Runtime.Version.parse("25"))) {
          for (JarEntry entry : one.versionedStream().filter(LibrariesTest::isCode).toList()) {
            byte[] content = bytes(one, entry);
            JarEntry there = all.getJarEntry(entry.getName());
            if (there == null
                || version(content) >= JAVA_6 && !Arrays.equals(content, bytes(all, there))) {
              missing.add(entry.getName());
            }
          }
        }
      }
    }

    assertThat(LIBRARIES).hasSize(TAKEN.size());
    assertThat(missing).isEmpty();
  }

  @Test
  void nothing_in_it_is_signed_or_of_an_old_format_or_has_editions() throws IOException {
    List<String> left = new ArrayList<>();
    try (JarFile file = new JarFile(merged.toFile())) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (entry.getName().endsWith(".SF")
            || entry.getName().startsWith("META-INF/versions/")
            || (isCode(entry) && version(bytes(file, entry)) < JAVA_6)) {
          left.add(entry.getName());
        }
      }
    }

    assertThat(left).isEmpty();
  }

  @Test
  void a_service_is_offered_by_all_who_offer_it() throws IOException {
    try (JarFile file = new JarFile(merged.toFile())) {
      byte[] drivers = bytes(file, file.getJarEntry("META-INF/services/java.sql.Driver"));

      assertThat(new String(drivers, StandardCharsets.UTF_8).lines())
          .contains("org.postgresql.Driver", "org.sqlite.JDBC");
    }
  }

  @Test
  void it_says_what_it_is_made_of_and_keeps_licences() throws IOException {
    try (JarFile file = new JarFile(merged.toFile())) {
      Attributes said = file.getManifest().getMainAttributes();

      assertThat(said.getValue("Sallyport-Libraries").split(" "))
          .containsExactlyElementsOf(
              LIBRARIES.stream().map(library -> library.getFileName().toString()).toList());
      assertThat(said.getValue("Sallyport-Changed")).contains("merged", "signatures removed");
      assertThat(file.stream().map(JarEntry::getName))
          .contains("about.html")
          .anyMatch(name -> name.matches("META-INF/libraries/postgresql-[^/]+/LICENSE"));
    }
  }

  @Test
  void it_is_not_made_anew_of_the_same() throws Exception {
    FileTime before = Files.getLastModifiedTime(merged);

    Ended made = make(LIBRARIES);

    assertThat(made.status()).as(made.said()).isZero();
    assertThat(Files.getLastModifiedTime(merged)).isEqualTo(before);
  }

  @Test
  void two_libraries_with_different_things_under_one_name_end_the_build() throws Exception {
    Path sqlite = LIBRARIES.stream().filter(LibrariesTest::isSqlite).findFirst().orElseThrow();

    Ended made = make(List.of(sqlite, jar("one", "of one"), jar("other", "of another")));

    assertThat(made.status()).isNotZero();
    assertThat(made.said()).contains("other has another thing.txt than a library before it");
  }

  @Test
  void the_program_runs_on_them_and_unpacks_nothing() throws Exception {
    List<String> path = new ArrayList<>(OTHERS);
    path.add(merged.toString());

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

  private static Ended make(List<Path> libraries) throws Exception {
    return java(
        "-cp",
        libraries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
        "src/build/java/Libraries.java",
        folder.resolve("libs").toString());
  }

  private static Path jar(String name, String content) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("thing.txt"));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static boolean isSqlite(Path library) {
    return library.getFileName().toString().startsWith("sqlite-jdbc-");
  }

  private static boolean isCode(JarEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
  }

  private static int version(byte[] type) {
    return (type[6] & 0xff) << 8 | type[7] & 0xff;
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
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
