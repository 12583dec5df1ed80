package dev.sallyport.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is prepared, for how long, and that all of it is closed.
@Tag("integration")
class StatementCacheTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private record Template(String name, String sql) implements QueryTemplate {}

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<PreparedStatement> prepared = new ArrayList<>();
  private Connection real;
  private Connection watched;
  // So that it overflows on the way, as a nanosecond clock may.
  private long nanos = Long.MAX_VALUE - 5;

  @BeforeEach
  void connect() throws SQLException {
    real = DriverManager.getConnection("jdbc:sqlite::memory:");
    watched =
        (Connection)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  Object result = method.invoke(real, arguments);
                  if (result instanceof PreparedStatement statement) {
                    prepared.add(statement);
                  }
                  return result;
                });
  }

  @AfterEach
  void disconnect() throws SQLException {
    real.close();
  }

  private StatementCache cache(int size) {
    return new StatementCache(
        watched, new CacheLimits(size, FIVE_MINUTES), () -> nanos, new CacheStatistics(meters));
  }

  private Sql sql(StatementCache cache) {
    return new Sql(
        cache,
        new QueryStatistics(meters, QueryStatistics.DEFAULT_SLOW),
        e -> (e.getErrorCode() & 0xff) == 19);
  }

  private static Template select(int number) {
    return new Template("SELECT_" + number, "SELECT " + number);
  }

  private double counted(String what) {
    return meters.counter("sallyport.store.statements." + what).count();
  }

  private double open() {
    return meters.get("sallyport.store.statements.open").gauge().value();
  }

  private long notClosed() throws SQLException {
    long open = 0;
    for (PreparedStatement statement : prepared) {
      open += statement.isClosed() ? 0 : 1;
    }
    return open;
  }

  @Test
  void statement_is_prepared_once_and_then_found() throws SQLException {
    try (StatementCache cache = cache(2)) {
      PreparedStatement first = cache.statement(select(1));

      assertThat(cache.statement(select(1))).isSameAs(first);
      assertThat(counted("prepares")).isEqualTo(1);
      assertThat(counted("hits")).isEqualTo(1);
      assertThat(counted("misses")).isEqualTo(1);
    }
  }

  @Test
  void least_recently_used_statement_goes_first_and_is_closed() throws SQLException {
    try (StatementCache cache = cache(2)) {
      PreparedStatement one = cache.statement(select(1));
      PreparedStatement two = cache.statement(select(2));
      cache.statement(select(1));
      cache.statement(select(3));

      assertThat(two.isClosed()).isTrue();
      assertThat(one.isClosed()).isFalse();
      assertThat(cache.size()).isEqualTo(2);
      assertThat(counted("evictions")).isEqualTo(1);
    }
  }

  @Test
  void statement_is_prepared_again_once_its_time_is_over_however_often_it_was_used()
      throws SQLException {
    try (StatementCache cache = cache(2)) {
      PreparedStatement first = cache.statement(select(1));
      nanos += FIVE_MINUTES.toNanos() - 1;
      assertThat(cache.statement(select(1))).isSameAs(first);

      nanos += 1;
      assertThat(cache.statement(select(1))).isNotSameAs(first);
      assertThat(first.isClosed()).isTrue();
      assertThat(counted("expirations")).isEqualTo(1);
    }
  }

  @Test
  void statement_that_nobody_asks_for_goes_when_its_time_is_over() throws SQLException {
    try (StatementCache cache = cache(8)) {
      PreparedStatement forgotten = cache.statement(select(1));
      nanos += FIVE_MINUTES.toNanos();
      cache.statement(select(2));

      assertThat(forgotten.isClosed()).isTrue();
      assertThat(cache.size()).isEqualTo(1);
    }
  }

  @Test
  void every_statement_is_closed_after_a_million_uses_with_a_cache_of_eight() throws SQLException {
    Random random = new Random(42);
    try (StatementCache cache = cache(8)) {
      for (int use = 0; use < 1_000_000; use++) {
        // Mostly the same few, now and then one of twenty.
        int number = random.nextInt(20) == 0 ? random.nextInt(20) : random.nextInt(5);
        cache.statement(select(number));
      }
      assertThat(cache.size()).isEqualTo(8);
      assertThat(notClosed()).isEqualTo(8);
      assertThat(open()).isEqualTo(8);
    }
    assertThat(notClosed()).isZero();
    assertThat(open()).isZero();
    assertThat(counted("hits") + counted("misses")).isEqualTo(1_000_000);
    assertThat(counted("prepares")).isEqualTo(prepared.size());
    assertThat(counted("evictions")).isEqualTo(prepared.size() - 8);
  }

  @Test
  void statement_survives_a_change_of_the_schema() throws SQLException {
    try (StatementCache cache = cache(8);
        Statement schema = real.createStatement()) {
      Sql sql = sql(cache);
      Template all = new Template("ALL", "SELECT * FROM t");
      schema.execute("CREATE TABLE t (a TEXT)");
      sql.update(new Template("ADD", "INSERT INTO t VALUES (?)"), "x");
      assertThat(sql.list(all, row -> row.getMetaData().getColumnCount())).containsExactly(1);

      schema.execute("DROP TABLE t");
      assertThatThrownBy(() -> sql.list(all, row -> 1)).isInstanceOf(SQLException.class);
      assertThat(counted("drops")).isEqualTo(1);

      schema.execute("CREATE TABLE t (a TEXT, b TEXT, c TEXT)");
      schema.execute("INSERT INTO t VALUES ('x', 'y', 'z')");
      assertThat(sql.list(all, row -> row.getString("c"))).containsExactly("z");
    }
  }

  @Test
  void statement_whose_values_were_refused_stays() throws SQLException {
    try (StatementCache cache = cache(8);
        Statement schema = real.createStatement()) {
      Sql sql = sql(cache);
      schema.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
      Template add = new Template("ADD", "INSERT INTO t VALUES (?)");
      sql.update(add, 1);

      assertThatThrownBy(() -> sql.update(add, 1)).isInstanceOf(SQLException.class);
      assertThat(sql.update(add, 2L)).isEqualTo(1);
      assertThat(counted("prepares")).isEqualTo(1);
      assertThat(counted("drops")).isZero();
    }
  }

  @Test
  void broken_connection_leaves_nothing_behind() throws SQLException {
    StatementCache cache = cache(8);
    for (int number = 0; number < 8; number++) {
      cache.statement(select(number));
    }
    real.close();

    assertThatThrownBy(() -> sql(cache).list(select(0), row -> 1)).isInstanceOf(SQLException.class);
    assertThat(cache.size()).isEqualTo(7);
    cache.close();
    assertThat(open()).isZero();
    assertThat(notClosed()).isZero();
  }
}
