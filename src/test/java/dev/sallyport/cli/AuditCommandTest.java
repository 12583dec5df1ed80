package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `audit verify` and `audit export` beside a gate that runs, and `status` as it is asked.
@Tag("integration")
class AuditCommandTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;
  private TestGate gate;
  private TestCaller agent;

  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void start() {
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    String token = agent.token("one", "index.html", "<h1>New</h1>\n");
    assertThat(agent.confirm("apply", "one", token).status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void p8_the_record_of_a_running_gate_is_whole() {
    Ended ended = audit("verify");

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).matches("[0-9]+ records, whole: .*\\R");
    JsonNode json = JSON.readTree(audit("verify", "--json").out());
    assertThat(json.path("whole").asBoolean()).isTrue();
    assertThat(json.path("records").asInt()).isGreaterThan(4);
    assertThat(json.path("findings")).isEmpty();
  }

  @Test
  void p8_a_changed_record_is_named_and_the_exit_status_is_3() throws SQLException {
    change(
        "UPDATE audit_records SET body = replace(body, 'docs-bot', 'nobody') WHERE sequence = 3");

    Ended ended = audit("verify");

    assertThat(ended.status()).isEqualTo(3);
    assertThat(ended.out())
        .startsWith("record 3 was changed")
        .containsPattern("DAMAGED: 1 finding in [0-9]+ records");
    JsonNode finding = JSON.readTree(audit("verify", "--json").out()).path("findings").path(0);
    assertThat(finding.path("sequence").asInt()).isEqualTo(3);
  }

  @Test
  void p8_a_deleted_record_is_named() throws SQLException {
    change("DELETE FROM audit_records WHERE sequence = 2");

    assertThat(audit("verify").out()).startsWith("record 2 is missing");
  }

  @Test
  void p8_records_deleted_from_the_end_together_with_its_seal_are_noticed() throws SQLException {
    change("DELETE FROM audit_records WHERE sequence > 3");
    change(
        "UPDATE audit_head SET sequence = 3,"
            + " hash = (SELECT hash FROM audit_records WHERE sequence = 3),"
            + " seal = (SELECT seal FROM audit_records WHERE sequence = 3)");

    Ended ended = audit("verify");

    assertThat(ended.status()).isEqualTo(3);
    assertThat(ended.out()).contains("the end of the chain is not sealed by this gate");
  }

  @Test
  void without_a_store_there_is_nothing_to_verify() {
    Ended ended =
        run(Map.of(), "audit", "verify", "--data", folder.resolve("elsewhere").toString());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("There is no store at");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void the_export_has_every_record_and_the_end_of_the_chain() throws IOException {
    List<String> lines = audit("export").out().lines().toList();

    JsonNode end = JSON.readTree(lines.getLast()).path("end");
    assertThat(end.path("sequence").asInt()).isEqualTo(lines.size() - 1);
    String previous = "0".repeat(64);
    for (String line : lines.subList(0, lines.size() - 1)) {
      JsonNode record = JSON.readTree(line);
      assertThat(record.path("previous").asString()).isEqualTo(previous);
      previous = record.path("hash").asString();
    }
    assertThat(end.path("hash").asString()).isEqualTo(previous);
    Path file = folder.resolve("audit.ndjson");
    assertThat(audit("export", "--out", file.toString()).status()).isZero();
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
    assertThat(audit("export", "--out", file.toString()).err()).contains("is there already");
  }

  @Test
  void status_tells_how_the_gate_is() {
    Map<String, String> environment =
        Map.of("SALLYPORT_URL", gate.url(), "SALLYPORT_KEY", agent.key());

    assertThat(run(environment, "status").out())
        .contains(
            "gate    ready", "caller  docs-bot, agent; roles: requester", "target  blog, site");
    assertThat(
            JSON.readTree(run(environment, "status", "--json").out()).path("eventType").asString())
        .isEqualTo("status");
  }

  @Test
  void status_says_what_to_do_where_it_cannot_ask() {
    assertThat(run(Map.of(), "status").err()).contains("SALLYPORT_KEY holds no API key");
    assertThat(run(Map.of("SALLYPORT_KEY", "spk_a_b", "SALLYPORT_URL", gate.url()), "status").err())
        .contains("401 unauthenticated")
        .doesNotContain("spk_a_b");
    assertThat(
            run(Map.of("SALLYPORT_KEY", "spk_a_b", "SALLYPORT_URL", "http://127.0.0.1:1"), "status")
                .err())
        .contains("No gate answers at http://127.0.0.1:1");
    assertThat(run(Map.of("SALLYPORT_KEY", "x", "SALLYPORT_URL", "here"), "status").err())
        .contains("SALLYPORT_URL is not the URL of a gate");
  }

  private void change(String sql) throws SQLException {
    Path store = TestGate.data(folder).resolve("sallyport.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store)) {
      assertThat(connection.createStatement().executeUpdate(sql)).isPositive();
    }
  }

  private Ended audit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("audit"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", TestGate.configurationFile(folder).toString()));
    all.addAll(List.of("--data", TestGate.data(folder).toString()));
    return run(Map.of(), all.toArray(String[]::new));
  }

  private static Ended run(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = Main.commandLine(environment);
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    int status = commands.execute(arguments);
    return new Ended(status, out.toString(), err.toString());
  }
}
