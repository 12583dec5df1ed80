package dev.sallyport.store.postgres;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.sql.QuietFlywayLog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the database's tables to the version this build works with. Flyway holds a lock in the
/// database meanwhile, so that of gates that start together one does it.
final class Schema {
  /// The newest migration in `db/postgres`.
  static final int VERSION = 3;

  private Schema() {}

  static void migrate(Server server) throws SQLException {
    try (Connection connection = server.getConnection()) {
      if (version(connection) < VERSION) {
        migrateWithFlyway(server);
      }
      int found = version(connection);
      if (found != VERSION) {
        throw new StoreUnavailableException(
            "the store's tables are of version " + found + ", this build works with " + VERSION);
      }
    }
  }

  /// 0 for a database without tables. Asking costs a millisecond where starting Flyway costs a few
  /// hundred.
  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("SELECT to_regclass('flyway_schema_history') IS NULL")) {
        if (rows.next() && rows.getBoolean(1)) {
          return 0;
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT max(version::integer) FROM flyway_schema_history WHERE success")) {
        return rows.next() ? rows.getInt(1) : 0;
      }
    }
  }

  private static void migrateWithFlyway(Server server) {
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource(server)
          .locations("classpath:db/postgres")
          .loggers(QuietFlywayLog.class.getName())
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreUnavailableException("the store's tables cannot be brought up to date", e);
    }
  }
}
