package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.contract.Contract;
import dev.sallyport.store.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What the build prepares: that a store which begins as a copy is one that went through every
/// version.
@Tag("integration")
class EmptyFileTest {
  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T10:00:00Z"));
  private Path made;
  private Bench bench;

  @BeforeEach
  void make() throws IOException {
    made = folder.resolve("made.db");
    EmptyFile.make(made);
    bench = Bench.in(Files.createDirectory(folder.resolve("store")));
  }

  private void lay() throws IOException {
    try (InputStream in = Files.newInputStream(made)) {
      EmptyFile.lay(in, bench.file());
    }
  }

  private static List<String> ask(Path file, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  @Test
  void aStoreOnACopyWorksAndIsOfThisVersion() throws Exception {
    lay();

    bench.open(clock).close();

    assertThat(ask(bench.file(), "PRAGMA journal_mode")).containsExactly("wal");
    assertThat(ask(bench.file(), "SELECT max(version + 0) FROM flyway_schema_history"))
        .containsExactly(Integer.toString(Schema.VERSION));
    assertThat(ask(bench.file(), "SELECT sql FROM sqlite_schema ORDER BY name"))
        .isEqualTo(ask(made, "SELECT sql FROM sqlite_schema ORDER BY name"));
  }

  @Test
  void aFileThatIsThereStays() throws Exception {
    bench.open(clock).close();
    byte[] before = Files.readAllBytes(bench.file());

    lay();

    assertThat(Files.readAllBytes(bench.file())).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-journal"})
  void whatAFileThatHasGoneLeftBehindDoesNotGetIntoACopy(String log) throws Exception {
    Path left = bench.file().resolveSibling(bench.file().getFileName() + log);
    Files.writeString(left, "of a file that has gone");

    lay();

    assertThat(bench.file()).doesNotExist();
  }

  @Test
  void aCopyThatWasCutOffIsMadeAnew() throws Exception {
    Path cutOff = bench.file().resolveSibling(bench.file().getFileName() + ".new");
    Files.writeString(cutOff, "half a copy".repeat(100_000));

    lay();

    assertThat(Files.readAllBytes(bench.file())).isEqualTo(Files.readAllBytes(made));
    assertThat(cutOff).doesNotExist();
  }

  /// Only a build by Maven prepares anything.
  @Test
  void theBuildHasPreparedBoth() throws Exception {
    assumeThat(System.getProperty("surefire.test.class.path")).isNotNull();
    try (InputStream empty = EmptyFile.class.getResourceAsStream("/db/sqlite/empty.db");
        InputStream contract = Contract.class.getResourceAsStream("/openapi.json");
        InputStream source = Contract.class.getResourceAsStream("/openapi.yaml")) {
      assertThat(empty).isNotNull();
      JsonNode written = JsonMapper.shared().readTree(contract);
      assertThat(written).isEqualTo(new YAMLMapper().readTree(source));
      Path copy = folder.resolve("built.db");
      Files.copy(empty, copy);
      assertThat(ask(copy, "SELECT sql FROM sqlite_schema ORDER BY name"))
          .isEqualTo(ask(made, "SELECT sql FROM sqlite_schema ORDER BY name"));
    }
  }
}
