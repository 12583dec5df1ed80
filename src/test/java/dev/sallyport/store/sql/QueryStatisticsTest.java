package dev.sallyport.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What is known of each query, and that a slow one is named without its values.
@Tag("integration")
class QueryStatisticsTest {
  private record Template(String name, String sql) implements QueryTemplate {}

  private static final Template ECHO = new Template("TOKEN_ECHO", "SELECT ?");

  private final MockClock time = new MockClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, time);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(QueryStatistics.class);
  private Connection connection;
  private Sql sql;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    StatementCache cache =
        new StatementCache(
            connection, CacheLimits.DEFAULT, time::monotonicTime, new CacheStatistics(meters));
    sql = new Sql(cache, new QueryStatistics(meters, Duration.ofMillis(100)), e -> false);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void disconnect() throws SQLException {
    logger.detachAppender(log);
    connection.close();
  }

  private void takes(Duration duration, String value) throws SQLException {
    sql.one(
        ECHO,
        row -> {
          time.add(duration);
          return row.getString(1);
        },
        value);
  }

  private Timer timer() {
    return meters.get("sallyport.store.query").tag("template", "token_echo").timer();
  }

  @Test
  void each_template_has_its_count_total_mean_and_percentiles() throws SQLException {
    for (int i = 1; i <= 99; i++) {
      takes(Duration.ofMillis(2), "x");
    }
    takes(Duration.ofMillis(90), "x");

    assertThat(timer().count()).isEqualTo(100);
    assertThat(timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(99 * 2 + 90);
    assertThat(timer().mean(TimeUnit.MILLISECONDS)).isEqualTo(2.88);
    assertThat(Arrays.stream(timer().takeSnapshot().percentileValues()))
        .extracting(ValueAtPercentile::percentile)
        .containsExactly(0.5, 0.99);
    assertThat(timer().takeSnapshot().percentileValues()[0].value(TimeUnit.MILLISECONDS))
        .isBetween(1.9, 2.2);
  }

  @Test
  void slow_query_is_logged_by_its_name_and_never_with_its_values() throws SQLException {
    takes(Duration.ofMillis(99), "quick-value");
    assertThat(log.list).isEmpty();

    takes(Duration.ofMillis(100), "spt_very-secret");
    assertThat(log.list).hasSize(1);
    ILoggingEvent event = log.list.getFirst();
    assertThat(event.getFormattedMessage()).isEqualTo("Slow query token_echo took 100 ms");
    assertThat(event.getKeyValuePairs().toString()).contains("token_echo").doesNotContain("secret");
    assertThat(
            meters
                .get("sallyport.store.query.slow")
                .tag("template", "token_echo")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void errors_are_counted_for_each_template() {
    Template broken = new Template("BROKEN", "SELECT * FROM nowhere");

    assertThatThrownBy(() -> sql.one(broken, row -> 1)).isInstanceOf(SQLException.class);
    assertThat(
            meters.get("sallyport.store.query.errors").tag("template", "broken").counter().count())
        .isEqualTo(1);
  }

  @Test
  void values_are_text_whole_numbers_or_null() {
    assertThatThrownBy(() -> sql.one(ECHO, row -> 1, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Double");
  }
}
