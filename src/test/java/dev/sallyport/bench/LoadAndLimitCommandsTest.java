package dev.sallyport.bench;

import static dev.sallyport.bench.BenchLine.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    assertThat(names(tables.get(0))).containsExactly("as fast as possible", "at the fixed rate");
    assertThat(tables.get(0).path("rows"))
        .allSatisfy(row -> assertThat(row.path("changes/s").asDouble()).as("%s", row).isPositive());
    assertThat(names(tables.get(1))).containsExactly("preview", "apply", "deploy", "whole cycle");
    assertThat(tables.get(1).path("rows"))
        .allSatisfy(row -> assertThat(row.path("count").asInt()).as("%s", row).isPositive());
    assertThat(names(tables.get(2))).containsExactly("none");
    assertThat(bench.err.toString()).contains("warming up", "as fast as possible");
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
