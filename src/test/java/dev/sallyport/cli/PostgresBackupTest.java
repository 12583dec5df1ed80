package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A PostgreSQL database that was put back from a copy, and what `restore --in-place` makes of it.
/// The copy is PostgreSQL's own (`CREATE DATABASE … TEMPLATE`): it holds what a dump would.
@Tag("integration")
class PostgresBackupTest {
  @TempDir Path folder;

  private final String url = Postgres.database();
  private final String database = url.substring(url.lastIndexOf('/') + 1);
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

  @AfterEach
  void stop() {
    gate.close();
  }

  private static void asOwner(String... statements) {
    Postgres.execute(Postgres.jdbc("postgres"), statements);
  }

  private void makeCopy() {
    asOwner("CREATE DATABASE " + database + "_copy TEMPLATE " + database);
  }

  private void putCopyBack() {
    asOwner(
        "DROP DATABASE " + database, "ALTER DATABASE " + database + "_copy RENAME TO " + database);
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
  void p1_aTokenUsedAfterTheCopyIsNotGoodAgainAndNothingExecutesUntilSomebodyHasLooked() {
    start();
    String used = agent.token("one", "index.html", "<h1>New</h1>\n");
    String waiting = agent.token("two", "about.html", "<p>New</p>\n");
    stop();
    makeCopy();
    start();
    assertThat(agent.confirm("apply", "one", used).status()).isEqualTo(200);
    stop();
    putCopyBack();

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
