package dev.sallyport.bench;

import dev.sallyport.config.StoreUrl;
import dev.sallyport.server.StartException;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's own benchmark program: consumes tokens by the same statement, prepared, one a
/// transaction. It is the engine's ceiling as its makers measure it, without Java and a driver.
///
/// @param sql the conditional UPDATE of one token; its values are now, the hash, and now again
record Pgbench(Path program, StoreUrl.Postgresql url, String password, String sql) {
  static final int CLIENTS = 10;

  private static final int THREADS = 2;

  /// How many tokens a client consumes in one run of the program.
  private static final long MOST_EACH = 500;

  /// The hash of the token with that number, as [TokenTable#hash] makes it.
  private static final String HASH = "encode(sha256(:n::text::bytea), 'hex')";

  private static final List<String> VALUES = List.of(":now", HASH, ":now");
  private static final Pattern RATE = Pattern.compile("^tps = ([0-9.]+)", Pattern.MULTILINE);
  private static final String LOG = "log";

  /// Where in a line of its log the time of a transaction stands, in microseconds.
  private static final int MICROS_AT = 2;

  /// The program that is in one of the folders of PATH.
  static Optional<Path> find(@Nullable String path) {
    return Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "pgbench"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Consumes tokens from the first on, a few hundred a client or as many as there are.
  ///
  /// @param most how many tokens there are
  /// @throws StartException where the program fails
  Callers.Done run(InstantSource clock, long most, Latencies seen, String name) throws Exception {
    long clients = Math.min(CLIENTS, most);
    try (BenchFolder folder = BenchFolder.make()) {
      Path said = folder.root().resolve("said");
      ProcessBuilder builder =
          new ProcessBuilder(
                  program.toString(),
                  "--no-vacuum",
                  "--protocol=prepared",
                  "--client=" + clients,
                  "--jobs=" + Math.min(THREADS, clients),
                  "--transactions=" + Math.min(MOST_EACH, most / clients),
                  "--define=now=" + clock.millis(),
                  "--define=k=0",
                  "--file=" + Files.writeString(folder.root().resolve("script"), script(clients)),
                  "--log",
                  "--log-prefix=" + folder.root().resolve(LOG),
                  database())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      builder.environment().put("LC_ALL", "C");
      builder.environment().put("PGPASSWORD", password);
      int status = waited(builder.start());
      String text = Files.readString(said);
      if (status != 0) {
        throw new StartException(
            "pgbench, which is on the path, failed; without it on the path its row is left out. It"
                + " said: "
                + text.strip());
      }
      long done = times(folder.root(), seen, name);
      return new Callers.Done(done, done / perSecond(text));
    }
  }

  private static int waited(Process process) throws InterruptedException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw e;
    }
  }

  /// Clients take turns, so that nobody asks for another's token.
  private String script(long clients) {
    String filled = sql;
    for (String value : VALUES) {
      filled = filled.replaceFirst("\\?", value);
    }
    return """
        \\set n :client_id + :k * %d
        \\set k :k + 1
        %s;
        """
        .formatted(clients, filled.strip());
  }

  private String database() {
    String user = URLEncoder.encode(url.user(), StandardCharsets.UTF_8).replace("+", "%20");
    return StoreUrl.Postgresql.PREFIX + (user.isEmpty() ? "" : user + "@") + url.place();
  }

  /// Without the time it took to connect, which the program says last.
  private static double perSecond(String said) throws StartException {
    return RATE.matcher(said)
        .results()
        .map(MatchResult::group)
        .reduce((first, second) -> second)
        .map(rate -> Double.parseDouble(rate.substring(rate.lastIndexOf(' ') + 1)))
        .orElseThrow(() -> new StartException("pgbench did not say how fast it was: " + said));
  }

  private static long times(Path folder, Latencies seen, String name) throws IOException {
    long count = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith(LOG + ".")).toList()) {
        for (String line : Files.readAllLines(file)) {
          long micros = Long.parseLong(line.split(" ")[MICROS_AT]);
          seen.took(name, TimeUnit.MICROSECONDS.toNanos(micros));
          count++;
        }
      }
    }
    return count;
  }

  @Override
  public String toString() {
    return "Pgbench[program=%s, password=redacted]".formatted(program);
  }
}
