package dev.sallyport.benchmarks;

import dev.sallyport.store.sql.CacheLimits;
import dev.sallyport.store.sql.CacheStatistics;
import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sql.StatementCache;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What a statement costs before it runs: prepared anew by SQLite, or had from the cache.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StatementBenchmark {
  private enum Consume implements QueryTemplate {
    TOKEN_CONSUME;

    @Override
    public String sql() {
      return "UPDATE confirm_tokens SET used_at = ?"
          + " WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?";
    }
  }

  private Connection connection;
  private StatementCache cache;
  private long now;

  @Setup
  public void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE confirm_tokens (token_hash TEXT PRIMARY KEY, change_id TEXT NOT NULL,"
              + " claims TEXT NOT NULL, issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,"
              + " used_at INTEGER) STRICT, WITHOUT ROWID");
    }
    now = System.nanoTime();
    cache =
        new StatementCache(
            connection,
            CacheLimits.DEFAULT,
            System::nanoTime,
            new CacheStatistics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
  }

  @TearDown
  public void close() throws SQLException {
    cache.close();
    connection.close();
  }

  @Benchmark
  public int preparedAnew() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(Consume.TOKEN_CONSUME.sql())) {
      return statement.getFetchSize();
    }
  }

  /// As a store asks for it, which reads the time anyway, to know how long the statement took.
  @Benchmark
  public PreparedStatement fromTheCache() throws SQLException {
    return cache.statement(Consume.TOKEN_CONSUME, now);
  }

  @Benchmark
  public PreparedStatement fromTheCacheAndTheClock() throws SQLException {
    return cache.statement(Consume.TOKEN_CONSUME);
  }
}
