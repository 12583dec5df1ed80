package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.Main;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A benchmark whose process is ended while it measures.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class EndedBenchTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"site", "command"})
  @Timeout(120)
  void nothingOfItStays(String targets) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Path report = folder.resolve("report");
    Process bench =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "bench",
                "load",
                "--duration",
                "60m",
                "--concurrent",
                "4",
                "--targets",
                targets,
                "--out",
                report.toString())
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    try (BufferedReader err = bench.errorReader()) {
      String line = err.readLine();
      while (line != null && !line.contains("warming up")) {
        line = err.readLine();
      }
      try (var kept = Files.list(temporary)) {
        assertThat(kept)
            .anyMatch(one -> one.getFileName().toString().startsWith("sallyport-bench"));
      }

      bench.toHandle().destroy();

      assertThat(bench.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(err.lines()).noneMatch(rest -> rest.contains("\tat "));
    } finally {
      bench.destroyForcibly();
    }
    try (var kept = Files.list(temporary)) {
      assertThat(kept).noneMatch(one -> one.getFileName().toString().startsWith("sallyport-bench"));
    }
    assertThat(report).doesNotExist();
  }
}
