package dev.sallyport.benchmarks.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.store.postgres.PostgresConfig;
import dev.sallyport.store.postgres.PostgresStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/// A PostgreSQL for one measurement, as durable as one in production.
record Server(EmbeddedPostgres postgres) implements AutoCloseable {
  static Server start() throws IOException {
    return new Server(
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("wal_sync_method", "fdatasync")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_connections", "100")
            .setPGStartupWait(Duration.ofSeconds(60))
            .start());
  }

  /// A database of it.
  Database database(String name) throws SQLException {
    new Database("postgres").execute("CREATE DATABASE " + name);
    return new Database(name);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }

  /// One of the server's databases.
  final class Database {
    private final String name;

    private Database(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    int port() {
      return postgres.getPort();
    }

    private String jdbc() {
      return "jdbc:postgresql://127.0.0.1:" + port() + "/" + name;
    }

    /// The one number that a question is answered with.
    long count(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      }
    }

    Connection connect() throws SQLException {
      return DriverManager.getConnection(jdbc(), "postgres", "");
    }

    void execute(String... statements) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    }

    /// A pool as applications have it.
    HikariDataSource pool(int connections) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(jdbc());
      config.setUsername("postgres");
      config.setMaximumPoolSize(connections);
      return new HikariDataSource(config);
    }

    PostgresConfig config() {
      return PostgresConfig.of(jdbc(), Map.of("user", "postgres"), () -> "");
    }

    PostgresStore store() {
      return PostgresStore.open(
          config(),
          new SecureRandom(),
          new AuditSealer(new byte[AuditSealer.KEY_BYTES]),
          new SimpleMeterRegistry());
    }
  }
}
