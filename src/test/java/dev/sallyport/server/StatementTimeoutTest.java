package dev.sallyport.server;

import static dev.sallyport.fixture.Patient.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Statements that hang because somebody else holds what they need, for longer than
/// `store.statementTimeout`.
@Tag("integration")
class StatementTimeoutTest {
  private static final String CONNECTIONS =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name = 'sallyport'";

  @TempDir Path folder;
  private final String database = Postgres.database();
  private Connection other;
  private TestGate gate;
  private TestCaller caller;

  @BeforeEach
  void start() throws SQLException {
    gate =
        TestGate.start(
            folder,
            "store: { url: \"%s\", statementTimeout: 700ms }\n".formatted(database)
                + TestGate.WIDE_LIMITS
                + TestGate.BLOG,
            Ambient.system(),
            Checkpoint.Listener.NONE);
    caller =
        await()
            .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
            .until(() -> gate.caller("docs-bot", Role.REQUESTER), Objects::nonNull);
    other = DriverManager.getConnection(Postgres.jdbc(database), "postgres", "");
    other.setAutoCommit(false);
  }

  @AfterEach
  void stop() throws SQLException {
    other.close();
    gate.close();
  }

  private void lock(String table, String mode) throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute("LOCK TABLE " + table + " IN " + mode + " MODE");
    }
  }

  private Set<Long> connections() throws SQLException {
    Set<Long> pids = new HashSet<>();
    try (Statement statement = other.createStatement();
        ResultSet rows = statement.executeQuery(CONNECTIONS)) {
      while (rows.next()) {
        pids.add(rows.getLong(1));
      }
    }
    return pids;
  }

  private static void timedOut(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
    assertThat(reply.slug()).isEqualTo("store-unavailable");
    assertThat(reply.json().path("detail").asString())
        .isEqualTo("The gate's store did not answer in time; send the same request again.");
    assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
  }

  private int changes() {
    return answered(() -> caller.get("/v1/changes")).status();
  }

  @Test
  void p6_anExecutionThatCannotBeginInTimeIsA503AndItsTokenAndTheConnectionStayGood()
      throws Exception {
    Reply preview = answered(() -> caller.preview("held-1", "index.html", "held\n"));
    String token = preview.result().required("confirmToken").asString();
    Set<Long> before = connections();
    lock("executions", "EXCLUSIVE");

    timedOut(caller.confirm("apply", "held-1", token));

    assertThat(SiteFiles.of(gate).executions()).isEmpty();
    assertThat(changes()).as("others go on meanwhile").isEqualTo(200);
    other.rollback();
    Reply reply = answered(() -> caller.confirm("apply", "held-1", token));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(SiteFiles.of(gate).executions()).hasSize(1);
    assertThat(connections()).containsAll(before);
  }

  @Test
  void aReadThatCannotBeAnsweredInTimeIsA503AndTheConnectionStaysGood() throws Exception {
    assertThat(changes()).isEqualTo(200);
    Set<Long> before = connections();
    lock("changes", "ACCESS EXCLUSIVE");

    timedOut(caller.get("/v1/changes"));

    other.rollback();
    assertThat(changes()).isEqualTo(200);
    assertThat(connections()).containsAll(before);
  }
}
