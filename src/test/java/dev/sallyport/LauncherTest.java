package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a copy of the project that has a stand-in for Maven, which only counts its
/// calls, and for a JDK, which only says how it was called.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final String COUNT_AND_BUILD =
      """
      #!/bin/sh
      echo "JAVA_HOME=$JAVA_HOME" >> builds
      mkdir -p target && echo jar > target/sallyport.jar
      """;

  @TempDir Path folder;
  private Path project;
  private Path jdk;

  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    Files.copy(
        Path.of("sallyport"), project.resolve("sallyport"), StandardCopyOption.COPY_ATTRIBUTES);
    script(project.resolve("mvnw"), COUNT_AND_BUILD);
    source("pom.xml");
    source("src/main/java/Main.java");
    jdk = jdk("25.0.1");
  }

  @Test
  void the_first_run_builds_and_the_next_does_not() throws Exception {
    Ended first = run(List.of(project.resolve("sallyport").toString(), "keys", "two words", "*"));
    Ended second = run(List.of(project.resolve("sallyport").toString()));

    assertThat(first.err()).startsWith("sallyport: building Sallyport (first run");
    assertThat(first.out().lines())
        .contains("--enable-native-access=ALL-UNNAMED", "-jar")
        .endsWith(
            project.toRealPath().resolve("target/sallyport.jar").toString(),
            "keys",
            "two words",
            "*");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).containsExactly("JAVA_HOME=" + jdk);
  }

  @Test
  void a_newer_source_and_a_deleted_one_are_built_again() throws Exception {
    Path launcher = project.resolve("sallyport");
    run(List.of(launcher.toString()));
    Path jar = project.resolve("target/sallyport.jar");

    Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO));
    Files.writeString(project.resolve("src/main/java/Main.java"), "class Main {}");
    assertThat(run(List.of(launcher.toString())).err()).contains("its sources have changed");

    age(project.resolve("src/main"));
    Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO.plusSeconds(1)));
    assertThat(run(List.of(launcher.toString())).err()).isEmpty();
    Files.delete(project.resolve("src/main/java/Main.java"));
    assertThat(run(List.of(launcher.toString())).err()).contains("its sources have changed");
    assertThat(builds()).hasSize(3);
  }

  @RepeatedTest(3)
  void launchers_at_the_same_time_build_once() throws Exception {
    List<Process> launched = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      launched.add(start(List.of(project.resolve("sallyport").toString()), Map.of()));
    }

    for (Process one : launched) {
      Ended ended = end(one);
      assertThat(ended.status()).as(ended.err()).isZero();
    }
    assertThat(builds()).hasSize(1);
    assertThat(project.resolve("target/.building")).doesNotExist();
  }

  @Test
  void the_lock_of_a_launcher_that_died_holds_nobody_up() throws Exception {
    Path lock = Files.createDirectories(project.resolve("target/.building"));
    Process dead = new ProcessBuilder("true").start();
    assertThat(dead.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

    assertThat(run(List.of(project.resolve("sallyport").toString())).status()).isZero();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void a_build_that_fails_shows_the_end_of_its_log_and_runs_nothing() throws Exception {
    script(project.resolve("mvnw"), "#!/bin/sh\necho the compiler complains\nexit 1\n");

    Ended ended = run(List.of(project.resolve("sallyport").toString()));

    assertThat(ended.status()).isEqualTo(70);
    assertThat(ended.err()).contains("the build failed").contains("the compiler complains");
    assertThat(ended.out()).isEmpty();
    assertThat(project.resolve("target/.building")).doesNotExist();
  }

  @Test
  void it_is_found_through_links_and_from_any_folder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("first"), Path.of("a project/sallyport"));
    Path further = Files.createSymbolicLink(folder.resolve("second"), link);

    assertThat(run(List.of(further.toString())).out())
        .contains(project.toRealPath().resolve("target/sallyport.jar").toString());
  }

  @Test
  void without_sources_the_jar_beside_it_runs() throws Exception {
    Path installed = Files.createDirectory(folder.resolve("installed"));
    Files.copy(
        Path.of("sallyport"), installed.resolve("sallyport"), StandardCopyOption.COPY_ATTRIBUTES);
    Ended incomplete = run(List.of(installed.resolve("sallyport").toString()));
    Files.createFile(installed.resolve("sallyport.jar"));
    Ended complete = run(List.of(installed.resolve("sallyport").toString()));

    assertThat(incomplete.status()).isEqualTo(70);
    assertThat(incomplete.err()).contains("unpack the whole of Sallyport");
    assertThat(complete.out()).contains(installed.toRealPath().resolve("sallyport.jar").toString());
  }

  @Test
  void a_java_that_is_too_old_is_passed_over() throws Exception {
    Path old = jdk("17.0.2");
    Path newer = jdk("26");
    Map<String, String> environment =
        Map.of("JAVA_HOME", old.toString(), "PATH", newer.resolve("bin") + ":/usr/bin:/bin");
    Files.createDirectories(project.resolve("target"));
    Files.createFile(project.resolve("target/sallyport.jar"));

    Ended ended = end(start(List.of(project.resolve("sallyport").toString()), environment));

    assertThat(ended.out()).startsWith("java of " + newer);
  }

  @Test
  void the_java_that_path_links_to_runs_in_the_callers_folder() throws Exception {
    script(jdk.resolve("bin/java"), "#!/bin/sh\necho \"java of " + jdk + " in $(pwd -P)\"\n");
    Path links = Files.createDirectories(folder.resolve("on path"));
    Path first = Files.createSymbolicLink(folder.resolve("java"), jdk.resolve("bin/java"));
    Files.createSymbolicLink(links.resolve("java"), links.relativize(first));
    Map<String, String> environment =
        Map.of("JAVA_HOME", "", "PATH", folder.resolve("none") + ":" + links + ":/usr/bin:/bin");
    Files.createDirectories(project.resolve("target"));
    Files.createFile(project.resolve("target/sallyport.jar"));

    Ended ended = end(start(List.of("a project/sallyport"), environment));

    assertThat(ended.out()).isEqualTo("java of " + jdk + " in " + folder.toRealPath() + "\n");
  }

  @Test
  void the_callers_options_and_a_cache_made_after_the_jar_are_used() throws Exception {
    Path launcher = project.resolve("sallyport");
    run(List.of(launcher.toString()));
    Path cache = Files.createFile(project.resolve("target/app.aot"));
    Map<String, String> options =
        Map.of("SALLYPORT_JAVA_OPTS", "-Xmx64m  -Dname=*", "SALLYPORT_AOT", "on");

    Files.setLastModifiedTime(cache, FileTime.from(LONG_AGO));
    Ended older = end(start(List.of(launcher.toString()), options));
    Files.setLastModifiedTime(
        project.resolve("target/sallyport.jar"),
        FileTime.from(Instant.parse("2026-06-01T00:00:00Z")));
    age(project.resolve("src/main"));
    Files.setLastModifiedTime(project.resolve("pom.xml"), FileTime.from(LONG_AGO));
    Files.setLastModifiedTime(cache, FileTime.from(Instant.parse("2026-06-01T00:00:01Z")));
    Ended younger = end(start(List.of(launcher.toString()), options));

    assertThat(older.out().lines()).contains("-Xmx64m", "-Dname=*");
    assertThat(older.out()).doesNotContain("AOTCache");
    assertThat(younger.out())
        .contains("-XX:AOTCache=" + project.toRealPath().resolve("target/app.aot"));
  }

  @Test
  void a_cache_is_trained_beside_the_first_run_and_used_by_the_next() throws Exception {
    Path launcher = project.resolve("sallyport");
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        printf '%s\\n' "$@"
        for option; do
          case $option in -XX:AOTCacheOutput=*) echo cache > "${option#-XX:AOTCacheOutput=}" ;; esac
        done
        """);

    Ended first = end(start(List.of(launcher.toString(), "keys"), Map.of("SALLYPORT_AOT", "on")));
    await().atMost(LONGEST).until(() -> Files.exists(project.resolve("target/app.aot")));
    await().atMost(LONGEST).until(() -> Files.notExists(project.resolve("target/.training")));
    Ended next = end(start(List.of(launcher.toString(), "keys"), Map.of("SALLYPORT_AOT", "on")));

    assertThat(first.out()).doesNotContain("AOTCache");
    assertThat(next.out()).contains("-XX:AOTCache=");
    assertThat(Files.readString(project.resolve("target/training.log")))
        .contains("dev.sallyport.cli.Rehearsal");
  }

  @Test
  void a_build_can_have_the_cache_made_of_the_jar_that_is_there() throws Exception {
    String launcher = project.resolve("sallyport").toString();
    run(List.of(launcher));
    Files.setLastModifiedTime(project.resolve("pom.xml"), FileTime.from(Instant.now()));
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        for option; do
          case $option in -XX:AOTCacheOutput=*) echo cache > "${option#-XX:AOTCacheOutput=}" ;; esac
        done
        """);

    Ended made = end(start(List.of(launcher), Map.of("SALLYPORT_AOT", "make")));

    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.err()).isEmpty();
    assertThat(project.resolve("target/app.aot")).isNotEmptyFile();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void a_build_goes_on_without_a_cache() throws Exception {
    String launcher = project.resolve("sallyport").toString();
    run(List.of(launcher));
    Files.createFile(project.resolve("target/app.aot"));
    script(jdk.resolve("bin/java"), "#!/bin/sh\nexit 1\n");

    Ended made = end(start(List.of(launcher), Map.of("SALLYPORT_AOT", "make")));

    assertThat(made.status()).isZero();
    assertThat(made.err()).contains("no cache of loaded classes", "target/training.log");
    assertThat(project.resolve("target/app.aot")).doesNotExist();
  }

  @Test
  void a_training_that_fails_leaves_no_trace_and_troubles_nobody() throws Exception {
    script(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        for option; do
          case $option in -XX:AOTCacheOutput=*) touch "${option#-XX:AOTCacheOutput=}"; exit 1 ;; esac
        done
        """);

    Ended ended =
        end(start(List.of(project.resolve("sallyport").toString()), Map.of("SALLYPORT_AOT", "on")));

    assertThat(ended.status()).as(ended.err()).isZero();
    await().atMost(LONGEST).until(() -> Files.exists(project.resolve("target/training.log")));
    await().atMost(LONGEST).until(() -> Files.notExists(project.resolve("target/.training")));
    assertThat(project.resolve("target/app.aot")).doesNotExist();
  }

  @Test
  void only_short_commands_do_without_the_optimizing_compiler() throws Exception {
    String launcher = project.resolve("sallyport").toString();

    assertThat(run(List.of(launcher, "keys")).out()).contains("-XX:TieredStopAtLevel=1");
    assertThat(run(List.of(launcher, "serve")).out()).doesNotContain("TieredStopAtLevel");
    assertThat(run(List.of(launcher, "audit", "verify")).out()).doesNotContain("TieredStopAtLevel");
  }

  @Test
  void file_names_beyond_ascii_can_be_opened_whatever_the_locale() throws Exception {
    Ended plain =
        end(start(List.of(project.resolve("sallyport").toString()), Map.of("LC_ALL", "C")));
    Ended chosen =
        end(
            start(
                List.of(project.resolve("sallyport").toString()), Map.of("LC_ALL", "de_DE.UTF-8")));

    assertThat(plain.out()).contains("in C.UTF-8");
    assertThat(chosen.out()).contains("in de_DE.UTF-8");
  }

  private Ended run(List<String> command) throws Exception {
    return end(start(command, Map.of()));
  }

  private Process start(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    // What trains in the background would still write while the test's folder is removed.
    builder.environment().put("SALLYPORT_AOT", "off");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ended end(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes()),
        new String(process.getErrorStream().readAllBytes()));
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(project.resolve("builds"));
  }

  private void source(String path) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
  }

  private static void age(Path tree) throws IOException {
    try (var all = Files.walk(tree)) {
      for (Path one : all.toList()) {
        Files.setLastModifiedTime(one, FileTime.from(LONG_AGO));
      }
    }
  }

  private Path jdk(String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk-" + version));
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"a\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        bin.resolve("java"),
        "#!/bin/sh\necho \"java of " + home + " in $LC_ALL\"\nprintf '%s\\n' \"$@\"\n");
    script(bin.resolve("javac"), "#!/bin/sh\n");
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
