package dev.sallyport.store.sqlite;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.sql.QuietFlywayLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteDataSource;

/// Brings the file's tables to the version this build works with, once for all processes that start
/// on it together.
final class Schema {
  /// The newest migration in `db/sqlite`.
  static final int VERSION = 9;

  // Flyway has no lock of its own on SQLite; the file lock is for other processes, this one for
  // ours.
  private static final Object IN_THIS_PROCESS = new Object();

  private Schema() {}

  static void migrate(Connections connections, Path file, Path folder)
      throws IOException, SQLException {
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("migrate.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (lock.isValid()) {
          EmptyFile.layAt(file);
        }
        bringUpToDate(connections, file);
      }
    }
  }

  private static void bringUpToDate(Connections connections, Path file) throws SQLException {
    try (Connection connection = connections.create()) {
      if (version(connection) != VERSION) {
        migrate(file);
      }
      int found = version(connection);
      if (found != VERSION) {
        throw new StoreUnavailableException(
            "the store's tables are of version " + found + ", this build works with " + VERSION);
      }
    }
  }

  /// 0 for a file without tables. Asking costs a millisecond where starting Flyway costs a few
  /// hundred.
  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT count(*) FROM sqlite_schema WHERE name = 'flyway_schema_history'")) {
        if (rows.next() && rows.getInt(1) == 0) {
          return 0;
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history WHERE success = 1")) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }

  static void migrate(Path file) {
    try {
      flyway(file).migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException("the store's tables cannot be brought up to date", e);
    }
  }

  private static Flyway flyway(Path file) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source(file))
        .locations("classpath:db/sqlite")
        .loggers(QuietFlywayLog.class.getName())
        .validateMigrationNaming(true)
        .load();
  }

  private static DataSource source(Path file) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }
}
