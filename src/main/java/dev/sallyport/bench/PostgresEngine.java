package dev.sallyport.bench;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.config.StoreUrl;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import dev.sallyport.store.postgres.GroupedConsume;
import dev.sallyport.store.postgres.PostgresConfig;
import dev.sallyport.store.postgres.PostgresStore;
import dev.sallyport.store.sql.CacheLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;

/// A database of a server that speaks PostgreSQL's protocol, empty when the benchmark begins.
final class PostgresEngine implements Engine {
  static final String PASSWORD = "SALLYPORT_STORE_PASSWORD";

  private static final String TABLES =
      "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()";

  private static final String CONSUME =
      """
      UPDATE confirm_tokens SET used_at = ?
      WHERE token_hash = ? AND used_at IS NULL AND expires_at > ? AND voided_at IS NULL
      """;

  private final StoreUrl.Postgresql url;
  private final String password;
  private final Ambient ambient;
  private final AuditSealer sealer;

  private PostgresEngine(StoreUrl.Postgresql url, String password, Ambient ambient) {
    this.url = url;
    this.password = password;
    this.ambient = ambient;
    byte[] key = new byte[AuditSealer.KEY_BYTES];
    ambient.random().nextBytes(key);
    this.sealer = new AuditSealer(key);
  }

  /// @throws StartException when it is no such database, cannot be reached, or is not empty
  static PostgresEngine at(String text, String password, Ambient ambient) throws StartException {
    StoreUrl.Postgresql url;
    try {
      url = new StoreUrl.Postgresql(text);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          "--store must be an empty database: postgresql://user@host/database, with the password"
              + " in "
              + PASSWORD
              + ".",
          e);
    }
    PostgresEngine engine =
        new PostgresEngine(url, password.isEmpty() ? url.password() : password, ambient);
    try (Connection connection = engine.raw();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      rows.next();
      if (rows.getLong(1) > 0) {
        throw new StartException(
            "The database of --store has tables already; name an empty one, which is filled and"
                + " left so.");
      }
    } catch (SQLException e) {
      throw new StartException("The database of --store cannot be reached: " + e.getMessage(), e);
    }
    return engine;
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public Store open(CacheLimits statements, MeterRegistry meters) {
    return PostgresStore.open(config(statements), ambient.random(), sealer, meters);
  }

  private PostgresConfig config(CacheLimits statements) {
    PostgresConfig config = PostgresConfig.of(jdbc(), Map.of("user", url.user()), () -> password);
    return config.withStatements(statements, config.slowQuery());
  }

  @Override
  public Connection raw() throws SQLException {
    return DriverManager.getConnection(jdbc(), url.user(), password);
  }

  private String jdbc() {
    return "jdbc:postgresql://" + url.place();
  }

  @Override
  public Consumer consumer(CacheLimits statements) {
    GroupedConsume grouped =
        new GroupedConsume(config(statements), ambient.nanos(), ambient.random());
    return new Consumer() {
      @Override
      public boolean consume(String hash) {
        return grouped.consume(hash);
      }

      @Override
      public void close() {
        grouped.close();
      }
    };
  }

  @Override
  public boolean serves() {
    return true;
  }

  @Override
  public Optional<Pgbench> pgbench() {
    return Pgbench.find(System.getenv("PATH"))
        .map(program -> new Pgbench(program, url, password, CONSUME));
  }

  @Override
  public String consumeSql() {
    return CONSUME;
  }

  @Override
  public String tidySql() {
    return "VACUUM ANALYZE confirm_tokens";
  }

  @Override
  public String toString() {
    return "PostgresEngine[password=redacted]";
  }
}
