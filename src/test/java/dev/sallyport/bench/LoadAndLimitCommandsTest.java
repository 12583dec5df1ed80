package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The two benchmarks from the command line to their reports, for a moment only: what they count,
/// never how fast it was.
@Tag("integration")
class LoadAndLimitCommandsTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private JsonNode report(String... arguments) throws Exception {
    int status =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler(
                (failure, command, _) -> {
                  command.getErr().print(failure);
                  return 1;
                })
            .execute(
                Stream.concat(Stream.of(arguments), Stream.of("--out", folder.toString()))
                    .toArray(String[]::new));
    assertThat(status).as("%s%n%s", out, err).isZero();
    return JsonMapper.shared().readTree(Files.readString(folder.resolve("report.json")));
  }

  private static List<String> names(JsonNode table) {
    return table.path("rows").valueStream().map(row -> row.path("name").asString()).toList();
  }

  @Test
  void whole_changes_are_played_at_full_speed_and_at_a_rate_and_none_is_refused() throws Exception {
    JsonNode report = report("load", "--targets", "no-op", "--concurrent", "4", "--duration", "2s");

    JsonNode tables = report.path("tables");
    assertThat(names(tables.get(0))).containsExactly("as fast as possible", "at the fixed rate");
    assertThat(tables.get(0).path("rows"))
        .allSatisfy(row -> assertThat(row.path("changes/s").asDouble()).as("%s", row).isPositive());
    assertThat(names(tables.get(1))).containsExactly("preview", "apply", "deploy", "whole cycle");
    assertThat(tables.get(1).path("rows"))
        .allSatisfy(row -> assertThat(row.path("count").asInt()).as("%s", row).isPositive());
    assertThat(names(tables.get(2))).containsExactly("none");
    assertThat(err.toString()).contains("warming up", "as fast as possible");
    assertThat(folder.resolve("report.html")).content().contains("<svg");
  }

  @Test
  void limits_admit_exactly_what_the_count_of_every_event_admits() throws Exception {
    JsonNode report =
        report("rate-limit", "--events", "5000", "--concurrent", "4", "--duration", "200ms");

    JsonNode exactness =
        report
            .path("tables")
            .valueStream()
            .filter(table -> table.path("title").asString().startsWith("Exactness"))
            .findFirst()
            .orElseThrow();
    assertThat(exactness.path("rows"))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            row -> {
              assertThat(row.path("admitted").asInt()).as("%s", row).isPositive();
              assertThat(row.path("over").asInt()).as("%s", row).isZero();
              assertThat(row.path("under").asInt()).as("%s", row).isZero();
            });
    assertThat(folder.resolve("report.html")).content().contains("<svg");
  }
}
