package dev.sallyport.benchmarks.postgres;

import dev.sallyport.benchmarks.Crowd.Done;
import dev.sallyport.benchmarks.postgres.Server.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's own benchmark program, where it is installed: the same statement, prepared, asked by
/// as many clients as there are connections.
record Pgbench(Path program, Database database, String sql, List<String> values) {
  /// How many threads it asks with; the machine has no more processors.
  private static final int THREADS = 2;

  /// Where in a line of its log the time of a transaction stands, in microseconds.
  private static final int MICROS_AT = 2;

  /// The program that is on the path; null where it is not.
  static @Nullable Path find() {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, "pgbench"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /// @param from the first number; each client takes the next of its own
  Done run(int clients, Duration howLong, int from) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("pgbench");
    try {
      Path script = Files.writeString(folder.resolve("script.sql"), script(clients, from));
      long begin = System.nanoTime();
      Process process =
          new ProcessBuilder(
                  program.toString(), "--no-vacuum", "--protocol=prepared",
                  "--client=" + clients, "--jobs=" + THREADS, "--time=" + howLong.toSeconds(),
                  "--define=k=0", "--file=" + script, "--log", "--log-prefix=log",
                  "--host=127.0.0.1", "--port=" + database.port(), "--username=postgres",
                  database.name())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("said").toFile())
              .start();
      int status = process.waitFor();
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (status != 0) {
        throw new IOException("pgbench failed: " + Files.readString(folder.resolve("said")));
      }
      long[] micros = micros(folder);
      return new Done(micros.length / seconds, micros);
    } finally {
      delete(folder);
    }
  }

  /// Numbers without gaps, so that nobody asks for another's.
  private String script(int clients, int from) {
    return """
        \\set n %d + :client_id + :k * %d
        \\set k :k + 1
        %s;
        """
        .formatted(from, clients, filledIn());
  }

  private String filledIn() {
    Iterator<String> next = values.iterator();
    StringBuilder filled = new StringBuilder();
    for (char letter : sql.toCharArray()) {
      filled.append(letter == '?' ? next.next() : letter);
    }
    if (next.hasNext()) {
      throw new IllegalStateException("the statement takes fewer values than there are");
    }
    return filled.toString();
  }

  private static long[] micros(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("log."))
          .flatMap(Pgbench::lines)
          .mapToLong(line -> Long.parseLong(line.split(" ")[MICROS_AT]))
          .sorted()
          .toArray();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
