package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.Origin;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.store.postgres.PostgresConfig.Waits;
import dev.sallyport.store.sql.CacheLimits;
import dev.sallyport.store.sql.CacheStatistics;
import dev.sallyport.store.sql.QueryStatistics;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.StatementCache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Opens stores on one database, for PostgreSQL's own tests.
///
/// @param jdbc where the database is
record Bench(String jdbc) {
  static final AuditSealer SEALER = new AuditSealer(new byte[AuditSealer.KEY_BYTES]);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final ConcurrentMap<Class<?>, Bench> OF_CLASSES = new ConcurrentHashMap<>();

  /// On a new database without tables.
  static Bench fresh() {
    return new Bench(Postgres.jdbc(Postgres.emptyDatabase()));
  }

  /// On the database of a test class, emptied; making one for every test would take too long.
  static Bench emptied(Class<?> test) {
    Bench bench =
        OF_CLASSES.computeIfAbsent(test, one -> new Bench(Postgres.jdbc(Postgres.database())));
    bench.execute(
        // Without the checks of foreign keys, so that the order does not matter.
        "SET session_replication_role = replica",
        """
        DO $$
        DECLARE name TEXT;
        BEGIN
          FOR name IN
            SELECT tablename FROM pg_tables
            WHERE schemaname = 'public'
              AND tablename NOT IN ('flyway_schema_history', 'audit_head')
          LOOP
            EXECUTE 'DELETE FROM ' || name;
          END LOOP;
          UPDATE audit_head SET sequence = 0, hash = repeat('0', 64), seal = '';
        END $$
        """);
    return bench;
  }

  /// The defaults, with time for a busy machine.
  PostgresConfig config() {
    return PostgresConfig.of(jdbc, Map.of("user", "postgres"), () -> "")
        .withWaits(new Waits(PATIENCE, PATIENCE, Waits.DEFAULT.lease()));
  }

  PostgresStore open(@Nullable InstantSource clock, Duration lease) {
    return PostgresStore.open(
        config().withLease(lease), new SecureRandom(), SEALER, new SimpleMeterRegistry(), clock);
  }

  Connection connect() throws SQLException {
    return Postgres.connect(jdbc);
  }

  /// Runs templates on a connection of a test's own.
  static Sql sql(Connection connection) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    StatementCache statements =
        new StatementCache(
            connection, CacheLimits.DEFAULT, System::nanoTime, new CacheStatistics(meters));
    return new Sql(statements, new QueryStatistics(meters, Duration.ofSeconds(30)), error -> false);
  }

  /// Records as a statement takes them, of a gate that nobody knows.
  static Drafts records(List<AuditDraft> drafts) {
    Origin first = new Origin("f".repeat(16), NUMBERS.getAndAdd(drafts.size()));
    return Drafts.of(drafts, first, SEALER, 0, at -> {});
  }

  void execute(String... statements) {
    Postgres.execute(jdbc, statements);
  }

  /// The one number that a query gives.
  long number(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
