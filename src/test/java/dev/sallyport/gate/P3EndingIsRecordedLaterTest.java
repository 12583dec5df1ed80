package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An execution whose ending the store does not take keeps its one outcome until the store is back.
@Tag("integration")
class P3EndingIsRecordedLaterTest {
  private static final Duration LONGEST = Duration.ofSeconds(90);

  @TempDir Path folder;

  /// Another process that holds the database's only write lock.
  private final AtomicReference<Connection> occupier = new AtomicReference<>();

  @Test
  void p3_anEndingThatTheStoreDidNotTakeIsRecordedOnceItIsBack() throws SQLException {
    try (TestGate gate =
        TestGate.start(
            folder, TestGate.WIDE_LIMITS + TestGate.BLOG, Ambient.system(), this::occupyStore)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("away-1", "index.html", "<h1>New</h1>\n");

      Reply first = agent.confirm("apply", "away-1", token);

      assertThat(first.slug()).as(first.text()).isEqualTo("outcome-unknown");
      assertThat(first.header("Location")).startsWith("/v1/executions/exe_");
      occupier.get().close();
      await().atMost(LONGEST).until(() -> agent.confirm("apply", "away-1", token).status() == 200);
      assertThat(agent.get(first.header("Location")).json().required("state").asString())
          .isEqualTo("succeeded");
    }
  }

  private void occupyStore(Checkpoint checkpoint) {
    if (checkpoint != Checkpoint.BEFORE_FINISH || occupier.get() != null) {
      return;
    }
    try {
      Connection connection = StoreFile.of(folder).open();
      occupier.set(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN EXCLUSIVE");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
