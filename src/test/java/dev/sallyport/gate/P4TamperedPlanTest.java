package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A plan that somebody changed in the database between apply and deploy is not published.
@Tag("tokens")
class P4TamperedPlanTest {
  @TempDir Path folder;

  @Test
  void p4_aPlanThatDiffersInOneByteIsNotDeployed() throws SQLException {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("tampered-1", "index.html", "<h1>New</h1>\n");
      assertThat(agent.confirm("apply", "tampered-1", token).status()).isEqualTo(200);

      tamper();

      assertThat(agent.confirm("deploy", "tampered-1", token).slug()).isEqualTo("plan-stale");
      assertThat(gate.published()).doesNotExist();
    }
  }

  private void tamper() throws SQLException {
    Path file = TestGate.data(folder).resolve("sallyport.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE plans SET diff = diff || ' '")).isEqualTo(1);
    }
  }
}
