package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.sql.Deadlines;
import dev.sallyport.store.sqlite.SqliteConfig.Waits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Opens stores for SQLite's own tests, and reaches past them into the file.
record Bench(Path file) {
  static final AuditSealer SEALER = new AuditSealer(new byte[AuditSealer.KEY_BYTES]);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static Bench in(Path folder) {
    return new Bench(folder.resolve("sallyport.db"));
  }

  /// The defaults, with time for a busy machine.
  SqliteConfig config() {
    return SqliteConfig.of(file)
        .withWaits(new Waits(PATIENCE, PATIENCE.multipliedBy(2), PATIENCE, Waits.DEFAULT.lease()));
  }

  SqliteStore open(InstantSource clock) {
    return open(config(), clock, new SimpleMeterRegistry());
  }

  static SqliteStore open(SqliteConfig config, InstantSource clock, MeterRegistry meters) {
    return SqliteStore.open(config, clock, new SecureRandom(), SEALER, meters);
  }

  /// A writer alone, which is not started and never told to bring in its log.
  static Writer writer(SqliteConfig config, Deadlines deadlines, MeterRegistry meters) {
    return new Writer(
        config,
        new Connections(config, meters),
        deadlines,
        new GroupTransaction(
            "0".repeat(32),
            config.waits().lease(),
            new SettableClock(Instant.EPOCH),
            () -> new ChainEnd(SEALER),
            Checkpoint.Listener.NONE),
        units -> false,
        meters);
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
