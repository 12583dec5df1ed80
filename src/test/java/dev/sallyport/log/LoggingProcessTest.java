package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log of a real process, from before its start to its end.
@Tag("integration")
class LoggingProcessTest {
  @TempDir Path directory;

  @Test
  void p7_whatever_logs_ends_on_standard_error_redacted_and_complete() throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NoisyProgram.class.getName())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    List<String> lines = Files.readAllLines(err, StandardCharsets.UTF_8);
    assertThat(Files.readString(out).strip()).isEqualTo("result");
    assertThat(lines).noneMatch(line -> line.contains(NoisyProgram.SECRET));
    assertThat(lines.getFirst()).endsWith("before the start, password=*** thread=main");
    List<JsonNode> json = lines.stream().skip(1).map(JsonMapper.shared()::readTree).toList();
    assertThat(json.stream().map(line -> line.get("message").stringValue()))
        .hasSize(6)
        .startsWith("started, token=***", "secret=***", "wanted now")
        .endsWith("last line");
    assertThat(json.get(3).get("error.message").stringValue()).isEqualTo("apiKey: ***");
    assertThat(json.get(4).get("event.action").stringValue()).isEqualTo("auth.failed");
    assertThat(json.get(4).get("sallyport.authorization").stringValue()).isEqualTo("***");
  }
}
