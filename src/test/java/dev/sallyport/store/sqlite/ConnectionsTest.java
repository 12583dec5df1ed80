package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the writer's connection is told that costs each unit of work much where it is not.
@Tag("integration")
class ConnectionsTest {
  private static final String IN_MEMORY = "2";

  @TempDir private Path folder;
  private Connections connections;

  @BeforeEach
  void make() {
    Bench bench = Bench.in(folder);
    bench.open(() -> Instant.EPOCH).close();
    connections = new Connections(SqliteConfig.of(bench.file()), new SimpleMeterRegistry());
  }

  @Test
  void whatAUnitOfWorkMayUndoIsNotWrittenToAFile() throws SQLException {
    try (Connections.Session writer = connections.writer();
        Statement statement = writer.connection().createStatement();
        ResultSet row = statement.executeQuery("PRAGMA temp_store")) {
      assertThat(row.getString(1)).isEqualTo(IN_MEMORY);
    }
  }

  @Test
  void noInsertIsAskedForTheKeyThatItMade() throws SQLException {
    try (Connections.Session writer = connections.writer();
        Statement statement = writer.connection().createStatement()) {
      statement.executeUpdate("CREATE TEMPORARY TABLE numbers (n INTEGER PRIMARY KEY)");
      statement.executeUpdate("INSERT INTO numbers (n) VALUES (NULL)");
      try (ResultSet keys = statement.getGeneratedKeys()) {
        assertThat(keys.next()).isFalse();
      }
    }
  }
}
