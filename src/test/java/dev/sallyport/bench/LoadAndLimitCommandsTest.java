package dev.sallyport.bench;

import static dev.sallyport.bench.BenchLine.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The two benchmarks from the command line to their reports, for a moment only: what they count,
/// never how fast it was.
@Tag("integration")
class LoadAndLimitCommandsTest {
  @TempDir Path folder;

  private BenchLine bench;

  @BeforeEach
  void begin() {
    bench = new BenchLine(folder);
  }

  private JsonNode report(String... arguments) throws IOException {
    assertThat(bench.run(arguments)).as("%s", bench).isZero();
    return bench.report();
  }

  @Test
  void whole_changes_are_played_at_full_speed_and_at_a_rate_and_none_is_refused() throws Exception {
    JsonNode report = report("load", "--targets", "no-op", "--concurrent", "4", "--duration", "2s");

    JsonNode tables = report.path("tables");
    assertThat(names(tables.get(0)))
        .containsExactly("as fast as possible", "the fixed rate", "reached at the fixed rate");
    assertThat(tables.get(0).path("rows"))
        .allSatisfy(row -> assertThat(row.path("changes/s").asDouble()).as("%s", row).isPositive());
    assertThat(names(tables.get(1))).containsExactly("preview", "apply", "deploy", "whole cycle");
    assertThat(tables.get(1).path("rows"))
        .allSatisfy(row -> assertThat(row.path("count").asInt()).as("%s", row).isPositive());
    assertThat(names(tables.get(2))).containsExactly("none");
    assertThat(bench.err.toString()).contains("warming up", "as fast as possible");
    assertThat(folder.resolve("report.html")).content().contains("<svg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rate 0",
        "--rate -1",
        "--rate NaN",
        "--rate Infinity",
        "--duration 0s",
        "--concurrent 0",
        "--until preview",
        "--targets SITE",
        "--target blog",
        "--url http://127.0.0.1:1 --targets site",
        "--url http://name:password@127.0.0.1:1 --target blog"
      })
  void what_cannot_be_meant_is_wrong_usage_and_nothing_begins(String options) {
    List<String> line = new ArrayList<>(List.of("load"));
    line.addAll(List.of(options.split(" ")));

    assertThat(bench.run(line.toArray(String[]::new))).as("%s", bench).isEqualTo(2);
    assertThat(bench.err.toString()).startsWith("--").doesNotContain("bench: ");
  }

  @Test
  void a_report_that_cannot_be_written_is_said_before_anything_is_measured() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    BenchLine there = new BenchLine(file.resolve("deeper"));

    assertThat(there.run("rate-limit", "--events", "100", "--duration", "1ms")).isEqualTo(1);
    assertThat(there.err.toString()).contains(file + " is no folder").doesNotContain("in memory");
  }

  @Test
  void what_was_measured_is_printed_also_where_it_cannot_be_kept() throws Exception {
    Path inTheWay = Files.createDirectories(folder.resolve("report.json").resolve("something"));

    assertThat(bench.run("rate-limit", "--events", "100", "--duration", "1ms")).isEqualTo(1);
    assertThat(bench.out.toString()).contains("Exactness over a bursty trace");
    assertThat(bench.err.toString()).contains("The report cannot be written");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(inTheWay.getParent());
    }
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
