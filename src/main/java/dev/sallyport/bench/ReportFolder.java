package dev.sallyport.bench;

import dev.sallyport.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// Where a benchmark's report goes.
final class ReportFolder {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where report.json and report.html go (default: ./bench-results/<time>).")
  private @Nullable Path out;

  @Option(names = "--json", description = "Prints the report as JSON instead of as tables.")
  private boolean json;

  /// Prints the report and writes both files.
  void publish(Report report, Instant began, PrintWriter to) throws StartException {
    Path folder =
        out != null
            ? out
            : Path.of("bench-results")
                .resolve(report.benchmark() + "-" + began.toString().replaceAll("[^0-9TZ]", ""));
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("report.json"),
          JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report.json()));
      Files.writeString(folder.resolve("report.html"), ReportPage.of(report));
    } catch (IOException e) {
      throw new StartException(
          "The report cannot be written to %s; name another folder with --out.".formatted(folder),
          e);
    }
    if (json) {
      to.println(JsonMapper.shared().writeValueAsString(report.json()));
    } else {
      to.print(report.text());
      to.println("report  " + folder.resolve("report.html"));
    }
    to.flush();
  }
}
