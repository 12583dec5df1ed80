package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// A benchmark of which a part fails.
class FailedBenchTest {
  @TempDir Path folder;

  @Command(name = "two-parts")
  static final class TwoParts implements Callable<Integer> {
    private final boolean firstFails;

    @Mixin private BenchRun bench = new BenchRun();

    TwoParts(boolean firstFails) {
      this.firstFails = firstFails;
    }

    @Override
    public Integer call() throws StartException {
      try (BenchRun.Going run = bench.begin("two-parts", "./bench two-parts", "Of nothing.")) {
        if (!firstFails) {
          run.add(new Table("First", List.of("count"), 0, List.of(Table.Row.of("one", 41))));
        }
        throw new StartException("The second part failed.", new IOException("no more"));
      }
    }
  }

  private String printed(boolean firstFails) {
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new TwoParts(firstFails))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()))
            .execute("--out", folder.toString());
    assertThat(status).isEqualTo(1);
    return out.toString();
  }

  @Test
  void what_was_measured_before_is_printed_and_kept_and_said_to_be_incomplete() throws Exception {
    assertThat(printed(false)).contains("First", "41", "Incomplete: it failed", "Of nothing.");
    assertThat(Files.readString(folder.resolve("report.json")))
        .contains("\"First\"", "Incomplete: it failed");
    assertThat(folder.resolve("report.html")).content().contains("Incomplete: it failed");
  }

  @Test
  void there_is_no_report_of_nothing() {
    assertThat(printed(true)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
