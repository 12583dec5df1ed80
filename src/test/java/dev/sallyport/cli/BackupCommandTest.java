package dev.sallyport.cli;

import static dev.sallyport.fixture.Patient.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `backup` beside a gate that runs, and `restore` of what it made.
@Tag("integration")
class BackupCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;
  private TestGate gate;
  private TestCaller agent;
  private Path backup;

  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void start() {
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    backup = folder.resolve("backup");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void p1_a_token_used_after_the_copy_is_not_good_again_in_the_restored_store() throws IOException {
    String token = agent.token("one", "index.html", "<h1>New</h1>\n");
    String waiting = agent.token("two", "index.html", "<h1>Newer</h1>\n");
    assertThat(backup().status()).isZero();
    assertThat(agent.confirm("apply", "one", token).status()).isEqualTo(200);
    loseTheStore();

    Ended restored = run("restore", "--from", backup.toString(), "--no-freeze");

    assertThat(restored.status()).as(restored.err()).isZero();
    assertThat(restored.out()).contains("whole; tokens made void: 2").doesNotContain("frozen");
    startAgain();
    for (Reply reply :
        List.of(agent.confirm("apply", "one", token), agent.confirm("apply", "two", waiting))) {
      assertThat(reply.slug()).isEqualTo("plan-stale");
    }
    assertThat(agent.confirm("apply", "three", agent.token("three", "a.txt", "a\n")).status())
        .isEqualTo(200);
  }

  @Test
  void p1_a_token_of_before_the_copy_is_void_even_where_its_plan_still_fits() throws IOException {
    String token = agent.token("one", "index.html", "<h1>New</h1>\n");
    assertThat(backup().status()).isZero();
    loseTheStore();
    assertThat(run("restore", "--from", backup.toString(), "--no-freeze").status()).isZero();

    startAgain();

    assertThat(agent.confirm("apply", "one", token).status()).isEqualTo(409);
    assertThat(agent.get("/v1/changes").text()).contains("\"state\":\"expired\"");
  }

  @Test
  void p1_a_deploy_made_after_the_copy_is_not_made_again() throws IOException {
    String token = agent.token("one", "index.html", "<h1>New</h1>\n");
    assertThat(agent.confirm("apply", "one", token).status()).isEqualTo(200);
    assertThat(backup().status()).isZero();
    assertThat(agent.confirm("deploy", "one", token).status()).isEqualTo(200);
    loseTheStore();
    assertThat(run("restore", "--from", backup.toString(), "--no-freeze").status()).isZero();

    startAgain();

    assertThat(agent.confirm("deploy", "one", token).slug()).isEqualTo("plan-stale");
  }

  @Test
  void p6_after_a_restore_nothing_executes_until_an_operator_has_looked() throws IOException {
    assertThat(backup().status()).isZero();
    loseTheStore();

    Ended restored = run("restore", "--from", backup.toString());

    assertThat(restored.out()).contains("Every target is frozen", "sallyport unfreeze --all");
    startAgain();
    String token = agent.token("one", "index.html", "<h1>New</h1>\n");
    Reply frozen = agent.confirm("apply", "one", token);
    assertThat(frozen.slug()).isEqualTo("frozen");
    assertThat(frozen.json().path("detail").asString()).contains("restored from a copy of");
  }

  @Test
  void p8_the_restored_record_goes_on_whole_and_says_that_it_was_restored() throws IOException {
    agent.token("one", "index.html", "<h1>New</h1>\n");
    JsonNode made = JSON.readTree(run("backup", "--to", backup.toString(), "--json").out());
    agent.token("two", "index.html", "<h1>Lost</h1>\n");
    loseTheStore();

    JsonNode restored = JSON.readTree(run("restore", "--from", backup.toString(), "--json").out());

    assertThat(restored.path("records")).isEqualTo(made.path("records"));
    assertThat(restored.path("frozen").asBoolean()).isTrue();
    assertThat(run("audit", "verify").status()).isZero();
    assertThat(run("audit", "export").out())
        .contains("store.restored", "freeze.set")
        .contains("sallyport-restore");
  }

  @Test
  void p8_every_copy_made_while_callers_write_is_whole() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      String name = "w" + caller + "-";
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int round = 0; !done.get() && round < 5000; round++) {
                  String key = name + round;
                  assertThat(answered(() -> agent.preview(key, "a.txt", key)).status())
                      .isEqualTo(200);
                }
              },
              task -> Thread.ofVirtual().start(task)));
    }
    try {
      long before = 0;
      for (int copy = 0; copy < 5; copy++) {
        Ended made = run("backup", "--to", folder.resolve("copy" + copy).toString(), "--json");
        assertThat(made.status()).as(made.err()).isZero();
        long records = JSON.readTree(made.out()).path("records").asLong();
        assertThat(records).isGreaterThanOrEqualTo(before);
        before = records;
      }
    } finally {
      done.set(true);
    }
    for (CompletableFuture<Void> caller : callers) {
      caller.get();
    }
  }

  @Test
  void p7_a_backup_is_readable_by_its_owner_alone() throws IOException {
    assertThat(backup().out()).contains("audit records, whole; the keys are in it");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(backup.resolve("keys/audit.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_restore_replaces_nothing() {
    assertThat(backup().status()).isZero();

    Ended restored = run("restore", "--from", backup.toString());

    assertThat(restored.status()).isEqualTo(1);
    assertThat(restored.err()).contains("There is a store at", "move it away");
  }

  @Test
  void a_copy_that_was_changed_is_not_put_back() throws IOException {
    assertThat(backup().status()).isZero();
    loseTheStore();
    Path copy = backup.resolve("sallyport.db");
    byte[] bytes = Files.readAllBytes(copy);
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy, bytes, StandardOpenOption.TRUNCATE_EXISTING);

    Ended restored = run("restore", "--from", backup.toString());

    assertThat(restored.status()).isEqualTo(1);
    assertThat(restored.err()).contains("sallyport.db is not as it was when the backup was made");
    assertThat(TestGate.data(folder).resolve("sallyport.db")).doesNotExist();
  }

  @Test
  void a_folder_without_a_manifest_is_no_backup() throws IOException {
    assertThat(backup().status()).isZero();
    loseTheStore();
    Files.delete(backup.resolve("manifest.json"));

    assertThat(run("restore", "--from", backup.toString()).err()).contains("is no backup");
  }

  @Test
  void a_manifest_cannot_name_files_outside_of_its_folder() throws IOException {
    assertThat(backup().status()).isZero();
    Path manifest = backup.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest, StandardCharsets.UTF_8)
            .replace("keys/audit.key", "../var/keys/audit.key"));

    assertThat(run("restore", "--from", backup.toString()).err()).contains("outside of the backup");
  }

  @Test
  void a_backup_goes_nowhere_where_something_is() throws IOException {
    Files.createDirectories(backup);
    Files.writeString(backup.resolve("mine"), "");

    Ended made = backup();

    assertThat(made.status()).isEqualTo(1);
    assertThat(made.err()).contains("is not empty");
  }

  @Test
  void a_damaged_record_is_not_backed_up_as_if_it_were_whole() throws Exception {
    try (var connection =
        java.sql.DriverManager.getConnection(
            "jdbc:sqlite:" + TestGate.data(folder).resolve("sallyport.db"))) {
      connection
          .createStatement()
          .executeUpdate("UPDATE audit_records SET body = replace(body, 'e', 'f')");
    }

    assertThat(backup().err()).contains("The audit record in it is damaged");
    assertThat(backup.resolve("manifest.json")).doesNotExist();
  }

  private Ended backup() {
    return run("backup", "--to", backup.toString());
  }

  private void loseTheStore() throws IOException {
    gate.close();
    try (Stream<Path> files = Files.list(TestGate.data(folder))) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file) && file.getFileName().toString().startsWith("sallyport.db")) {
          Files.delete(file);
        }
      }
    }
  }

  private void startAgain() {
    gate = TestGate.start(folder);
    agent = new TestCaller(gate.url(), agent.key());
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
}
