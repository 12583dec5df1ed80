package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Finished;
import dev.sallyport.fixture.Needed;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A PostgreSQL database that was put back from a dump, and what `restore --in-place` makes of it;
/// on the oldest server that is supported, since a `pg_dump` copies no server younger than itself.
@Tag("integration")
class PostgresBackupTest {
  private static EmbeddedPostgres server;

  @TempDir Path folder;

  private String url;
  private TestGate gate;
  private TestCaller agent;

  private record Ended(int status, String out, String err) {}

  private void start() {
    gate =
        TestGate.start(
            folder,
            "store: { url: \"" + url + "\" }\n" + TestGate.WIDE_LIMITS + TestGate.BLOG,
            Ambient.system(),
            Checkpoint.Listener.NONE);
    agent =
        agent == null
            ? gate.caller("docs-bot", Role.REQUESTER)
            : new TestCaller(gate.url(), agent.key());
  }

  @BeforeAll
  static void startServer() {
    Needed.check(Postgres.hasOldest(), "The oldest PostgreSQL is not there for this platform.");
    Needed.program(
        List.of("pg_dump"), "pg_dump is not on PATH (Debian: apt-get install postgresql-client).");
    server = Postgres.startOldest();
  }

  @AfterAll
  static void stopServer() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void makeDatabase() throws SQLException {
    asOwner("CREATE DATABASE gates");
    url = "postgresql://postgres@127.0.0.1:" + server.getPort() + "/gates";
  }

  @AfterEach
  void stop() throws SQLException {
    gate.close();
    asOwner("DROP DATABASE gates WITH (FORCE)");
  }

  private static void asOwner(String statement) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement owner = connection.createStatement()) {
      owner.execute(statement);
    }
  }

  private void dump(Path file) {
    postgres("pg_dump", "--format=custom", "--file=" + file, "--dbname=" + url);
  }

  private void putBack(Path file) throws Exception {
    asOwner("DROP DATABASE gates WITH (FORCE)");
    asOwner("CREATE DATABASE gates");
    postgres(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--dbname=" + url,
        file.toString());
  }

  private static void postgres(String... command) {
    Finished.outOf(new ProcessBuilder(command));
  }

  private Ended run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", TestGate.configurationFile(folder).toString()));
    all.addAll(List.of("--data", TestGate.data(folder).toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = Main.commandLine(Map.of());
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    int status = commands.execute(all.toArray(String[]::new));
    return new Ended(status, out.toString(), err.toString());
  }

  @Test
  void p1_aTokenUsedAfterTheDumpIsNotGoodAgainAndNothingExecutesUntilSomebodyHasLooked()
      throws Exception {
    Path dump = folder.resolve("sallyport.dump");
    start();
    String used = agent.token("one", "index.html", "<h1>New</h1>\n");
    String waiting = agent.token("two", "about.html", "<p>New</p>\n");
    dump(dump);
    assertThat(agent.confirm("apply", "one", used).status()).isEqualTo(200);
    gate.close();
    putBack(dump);

    Ended restored = run("restore", "--in-place");

    assertThat(restored.status()).as(restored.err()).isZero();
    assertThat(restored.out()).contains("whole; tokens made void: 2", "Every target is frozen");
    assertThat(run("audit", "verify").status()).isZero();
    assertThat(run("audit", "export").out()).contains("store.restored", "freeze.set");
    start();
    assertThat(agent.confirm("apply", "one", used).status()).isNotEqualTo(200);
    assertThat(agent.confirm("apply", "two", waiting).status()).isNotEqualTo(200);
    String fresh = agent.token("three", "index.html", "<h1>Newer</h1>\n");
    assertThat(agent.confirm("apply", "three", fresh).slug()).isEqualTo("frozen");
  }

  @Test
  void theSqliteCommandsSayWhatToDoInstead() {
    start();

    Ended backup = run("backup", "--to", folder.resolve("backup").toString());
    Ended restore = run("restore", "--from", folder.resolve("backup").toString());

    assertThat(backup.status()).isNotZero();
    assertThat(backup.err()).contains("pg_dump");
    assertThat(restore.status()).isNotZero();
    assertThat(restore.err()).contains("pg_restore", "--in-place");
  }
}
