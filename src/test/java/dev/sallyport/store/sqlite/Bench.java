package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditSealer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;

/// Opens stores for SQLite's own tests, and reaches past them into the file.
record Bench(Path file) {
  static final AuditSealer SEALER = new AuditSealer(new byte[AuditSealer.KEY_BYTES]);

  static Bench in(Path folder) {
    return new Bench(folder.resolve("sallyport.db"));
  }

  SqliteStore open(InstantSource clock) {
    return open(SqliteConfig.of(file), clock, new SimpleMeterRegistry());
  }

  static SqliteStore open(SqliteConfig config, InstantSource clock, MeterRegistry meters) {
    return SqliteStore.open(config, clock, new SecureRandom(), SEALER, meters);
  }

  /// A connection of somebody who has the file and none of the gate's manners.
  Connection raw() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = raw();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
