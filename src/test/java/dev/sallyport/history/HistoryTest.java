package dev.sallyport.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.Finished;
import dev.sallyport.fixture.PostgresServer;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.history.Finding.Violation;
import dev.sallyport.history.Run.Load;
import dev.sallyport.history.Run.Result;
import dev.sallyport.history.Run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Two gates on one store under many callers, killed, stopped and paused meanwhile, and what the
/// checker says of it afterwards. The long one is told with `-Dhistory.operations=`,
/// `-Dhistory.seed=` and `-Dhistory.minutes=`.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class HistoryTest {
  private static final long ORDINARY = 1_500;
  private static final long ORDINARY_ON_A_SERVER = 750;
  private static final long LONG = 100_000;

  /// Kills and pauses gates by turns.
  private static final long ORDINARY_SEED = 61;

  /// Restarts the server, kills a gate, restarts the server and pauses a gate.
  private static final long SEED_ON_A_SERVER = 241;

  /// Where histories are; what failed stays there.
  private static final Path KEPT = Path.of("target", "history").toAbsolutePath();

  @Test
  void aHistoryThroughKillsAndPausesIsSoundAndWithAPlantedFaultItIsNot() throws Exception {
    Settings settings =
        new Settings(
            new Database.Sqlite(),
            ORDINARY,
            Long.getLong("history.seed", ORDINARY_SEED),
            Duration.ofMinutes(10),
            new Load(6, 4, 600));
    Run run = sound(settings);

    plant(run.folder());
    assertThat(Checker.check(run.evidence()).findings())
        .extracting(Finding::violation)
        .contains(
            Violation.CHAIN_BROKEN,
            Violation.EXECUTION_WITHOUT_SPENT_TOKEN,
            Violation.ACKNOWLEDGED_BUT_NOT_THERE,
            Violation.RAN_TWICE);
    discard(run.folder());
  }

  @Test
  void aHistoryThroughKillsPausesAndRestartsOfPostgresqlIsSound() throws Exception {
    try (PostgresServer server = new PostgresServer(newFolder("server"))) {
      Settings settings =
          new Settings(
              new Database.Postgresql(server),
              ORDINARY_ON_A_SERVER,
              Long.getLong("history.seed", SEED_ON_A_SERVER),
              Duration.ofMinutes(10),
              new Load(6, 4, 1_500));
      discard(sound(settings).folder());
    }
  }

  @Test
  @Tag("long")
  void aLongHistoryThroughKillsAndPausesIsSound() throws Exception {
    discard(sound(manyRequests(new Database.Sqlite())).folder());
  }

  @Test
  @Tag("long")
  void aLongHistoryThroughRestartsOfPostgresqlIsSound() throws Exception {
    try (PostgresServer server = new PostgresServer(newFolder("server"))) {
      discard(sound(manyRequests(new Database.Postgresql(server))).folder());
    }
  }

  private static Settings manyRequests(Database database) {
    return new Settings(
        database,
        Long.getLong("history.operations", LONG),
        Long.getLong("history.seed", new Random().nextInt(1_000_000)),
        Duration.ofMinutes(Long.getLong("history.minutes", 120)),
        new Load(16, 12, 6_000));
  }

  private static Path newFolder(String name) throws IOException {
    Path folder = KEPT.resolve(name);
    delete(folder);
    return Files.createDirectories(folder);
  }

  private static Run sound(Settings settings) throws Exception {
    Path folder = newFolder(settings.database().name() + "-" + settings.seed());
    Run run = new Run(settings, folder, folder.resolve("history.jsonl"));

    Result result = run.make();
    Report report = Checker.check(run.evidence());

    String what =
        "%s, seed %d: %d requests in %s; made %s; looked at %s"
            .formatted(
                settings.database().name(),
                settings.seed(),
                result.operations(),
                result.took().truncatedTo(ChronoUnit.SECONDS),
                result.troubles(),
                report);
    System.out.println(what);
    Files.writeString(folder.resolve("report.txt"), what + "\n" + report.findings() + "\n");
    String kept = what + "; kept in " + folder;
    assertThat(report.findings()).as(kept).isEmpty();
    assertThat(result.operations())
        .as("time was up, give it more with -Dhistory.minutes=: %s", kept)
        .isGreaterThanOrEqualTo(settings.operations());
    assertThat(result.troubles()).as(kept).containsKey(Trouble.Kind.KILL);
    if (settings.database().restart().isPresent()) {
      assertThat(result.troubles()).as(kept).containsKey(Trouble.Kind.DATABASE);
    }
    assertThat(report.looked())
        .as(kept)
        .allSatisfy((at, times) -> assertThat(times).as(at).isPositive());
    return run;
  }

  /// Faults in what a real gate left, so that the checker is seen to read that.
  private static void plant(Path folder) throws Exception {
    StoreFile store = StoreFile.of(folder);
    store.update(
        "UPDATE audit_records SET body = replace(body, 'token.used', 'token.uses') WHERE sequence ="
            + " (SELECT min(sequence) FROM audit_records WHERE body LIKE '%token.used%')");
    store.update(
        "UPDATE confirm_tokens SET used_at = NULL, deployed_at = NULL"
            + " WHERE id = (SELECT min(id) FROM confirm_tokens WHERE used_at IS NOT NULL)");
    store.update(
        "DELETE FROM requests WHERE id = (SELECT max(id) FROM requests WHERE status = 200)");
    Path repository = TestGate.data(folder).resolve("site-0.git");
    Finished.outOf(
        new ProcessBuilder(
                "sh",
                "-c",
                """
                git update-ref HEAD $(git log -1 --grep=Sallyport-Execution --format=%B |
                  git -c user.name=x -c user.email=x@example.org commit-tree 'HEAD^{tree}' -p HEAD)
                """)
            .directory(repository.toFile()));
  }

  /// Leaves the report alone of what was sound.
  private static void discard(Path folder) throws IOException {
    delete(folder.resolve("var"));
    delete(folder.resolve("site"));
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
