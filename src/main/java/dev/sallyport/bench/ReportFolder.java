package dev.sallyport.bench;

import dev.sallyport.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// Where a benchmark's report goes.
final class ReportFolder {
  private static final Path DEFAULT = Path.of("bench-results");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where report.json and report.html go (default: a folder of this run's in bench-results).")
  private @Nullable Path out;

  @Option(names = "--json", description = "Prints the report as JSON instead of as tables.")
  private boolean json;

  /// Before minutes are spent on what could not be kept; makes nothing yet.
  ///
  /// @throws StartException when no report could be written there
  void check() throws StartException {
    Path nearest = (out != null ? out : DEFAULT).toAbsolutePath();
    while (nearest.getParent() != null && !Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw new StartException(cannot("%s is no folder".formatted(nearest)));
    }
    if (!Files.isWritable(nearest)) {
      throw new StartException(cannot("%s cannot be written to".formatted(nearest)));
    }
  }

  /// Prints the report and writes both files. Whatever becomes of the files, it has been printed.
  void publish(Report report, Instant began, PrintWriter to) throws StartException {
    if (json) {
      to.println(JsonMapper.shared().writeValueAsString(report.json()));
    } else {
      to.print(report.text());
    }
    to.flush();
    Path folder =
        out != null
            ? out
            : DEFAULT.resolve(
                report.benchmark() + "-" + began.toString().replaceAll("[^0-9TZ]", ""));
    try {
      Files.createDirectories(folder);
      write(
          folder,
          "report.json",
          JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(report.json())
              + "\n");
      write(folder, "report.html", ReportPage.of(report));
    } catch (IOException e) {
      throw new StartException(cannot(String.valueOf(e.getMessage())), e);
    }
    if (!json) {
      to.println("report  " + folder.resolve("report.html"));
      to.flush();
    }
  }

  /// All of it or nothing of it: what stands there already stays until the new one is complete.
  private static void write(Path folder, String name, String text) throws IOException {
    Path making = folder.resolve("." + name + ".making");
    try {
      Files.writeString(making, text);
      Files.move(making, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(making);
    }
  }

  private static String cannot(String why) {
    return "The report cannot be written: %s; name another folder with --out.".formatted(why);
  }
}
