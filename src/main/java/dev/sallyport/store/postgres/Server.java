package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.CacheStatistics;
import dev.sallyport.store.sql.QueryStatistics;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.StatementCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// Connects to the database, with the settings that the store relies on, and knows each
/// connection's statements.
final class Server implements DataSource {
  /// How long connecting and the greeting may take.
  static final Duration CONNECT = Duration.ofSeconds(5);

  /// How much longer than a statement the driver waits for the server's answer before it takes the
  /// connection for dead.
  static final Duration SILENCE = Duration.ofSeconds(5);

  /// How long a transaction may stand still between two statements, such as that of a gate that was
  /// stopped, before the server ends it and frees what it had locked.
  static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);

  /// For how long a host that was a standby is taken to be one.
  static final Duration RECHECK = Duration.ofSeconds(1);

  private static final String TAKES_WRITES =
      "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'";

  private final PostgresConfig config;
  private final CacheStatistics cache;
  private final QueryStatistics queries;
  private final MeterRegistry meters;
  private final Driver driver = new Driver();
  private final Map<Connection, Session> sessions = new IdentityHashMap<>();

  Server(PostgresConfig config, MeterRegistry meters) {
    this.config = config;
    this.cache = new CacheStatistics(meters);
    this.queries = new QueryStatistics(meters, config.slowQuery());
    this.meters = meters;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = driver.connect(config.url(), properties());
    if (connection == null) {
      throw new SQLException("not a URL of PostgreSQL", "08001");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(settings());
      requireWrites(statement);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static void requireWrites(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(TAKES_WRITES)) {
      if (!row.next() || !row.getBoolean(1)) {
        throw new SQLException(
            "the server takes no writes: it is a standby, or read-only",
            PostgresErrors.TAKES_NO_WRITES);
      }
    }
  }

  /// The statements of a connection that [#getConnection] made.
  synchronized Session session(Connection connection) throws SQLException {
    Session known = sessions.get(connection);
    if (known == null) {
      sweep();
      known = open(connection);
      sessions.put(connection, known);
    }
    return known;
  }

  /// Forgets the statements of connections that were closed.
  synchronized void sweep() throws SQLException {
    Iterator<Session> all = sessions.values().iterator();
    while (all.hasNext()) {
      Session session = all.next();
      if (session.connection().isClosed()) {
        all.remove();
        session.statements().close();
      }
    }
  }

  private Session open(Connection connection) {
    StatementCache statements =
        new StatementCache(
            connection, config.statements(), () -> meters.config().clock().monotonicTime(), cache);
    return new Session(
        connection, statements, new Sql(statements, queries, PostgresErrors::sparesTheStatement));
  }

  private Properties properties() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "sallyport");
    properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(CONNECT.toSeconds()));
    properties.setProperty(
        "socketTimeout", Long.toString(config.waits().statement().plus(SILENCE).toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    // Of several hosts, and after a failover, only the one that takes writes is of use; where none
    // does, the driver's choice is told from a host that is away (see getConnection).
    properties.setProperty("targetServerType", "preferPrimary");
    properties.setProperty("hostRecheckSeconds", Long.toString(RECHECK.toSeconds()));
    properties.putAll(config.properties());
    // The statement cache prepares what it keeps, so the server prepares it at the first use.
    properties.setProperty("prepareThreshold", "1");
    properties.setProperty("preparedStatementCacheQueries", "0");
    properties.setProperty("logServerErrorDetail", "false");
    String password = password();
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  private String password() throws SQLException {
    try {
      return config.password().get();
    } catch (UncheckedIOException e) {
      throw new SQLException("the database's password: " + e.getMessage(), "08001", e);
    }
  }

  private String settings() {
    return """
    SET statement_timeout = %d;
    SET idle_in_transaction_session_timeout = %d;
    SET default_transaction_isolation = 'read committed';
    -- Every statement finds its few rows by their keys whatever its values are. Left to itself the
    -- server plans most of ours anew each time, which takes it longer than running them.
    SET plan_cache_mode = force_generic_plan;
    -- What an answer speaks of is on disk; a server that promises more than that keeps to it.
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off';
    """
        .formatted(config.waits().statement().toMillis(), IDLE_IN_TRANSACTION.toMillis());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the configuration says who connects");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return (int) CONNECT.toSeconds();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("the driver's own logger is the parent");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("nothing is wrapped here");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
