package dev.sallyport.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.postgres.PostgresErrors.Trouble;
import dev.sallyport.store.postgres.Transacting.CommitFailed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store's few connections. Callers run their own statements on them and wait for one while all
/// are busy or the server is away; how many may wait, and for how long, is limited.
final class Pool implements AutoCloseable {
  /// How often a statement is begun again because others were in its way.
  static final int MOST_CONFLICTS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);
  /// How many connections are held open while nobody needs them.
  private static final int FEWEST_IDLE = 1;

  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration LIFE = Duration.ofMinutes(30);

  private final PostgresConfig config;
  private final Server server;
  private final ServerClock clock;
  private final SecureRandom random;
  private final HikariDataSource connections;
  private final Line line;
  private final MeterRegistry meters;
  private final Groups groups;
  private volatile @Nullable Why trouble;

  /// @param random for numbers that tell a unit of work from every other
  Pool(
      PostgresConfig config,
      Server server,
      ServerClock clock,
      SecureRandom random,
      MeterRegistry meters) {
    this.random = random;
    this.config = config;
    this.server = server;
    this.clock = clock;
    this.meters = meters;
    this.groups = new Groups(config, meters);
    this.connections = new HikariDataSource(settings(config, server));
    this.line = new Line(config.connections(), config.queue(), config.waits().taken());
    gauge("sallyport.store.pool.busy", "Connections in use", this::busy);
    gauge("sallyport.store.pool.waiting", "Callers who wait for a connection", line::waiting);
    gauge("sallyport.store.pool.limit", "Connections at most", config::connections);
  }

  private static HikariConfig settings(PostgresConfig config, Server server) {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("postgres");
    settings.setDataSource(server);
    settings.setMaximumPoolSize(config.connections());
    settings.setMinimumIdle(FEWEST_IDLE);
    settings.setConnectionTimeout(Math.max(250, config.waits().taken().toMillis()));
    settings.setValidationTimeout(Math.max(250, config.waits().taken().toMillis() / 2));
    settings.setIdleTimeout(IDLE.toMillis());
    settings.setMaxLifetime(LIFE.toMillis());
    settings.setInitializationFailTimeout(-1);
    return settings;
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(meters);
  }

  /// Those who ask for many callers at the same time, on these connections.
  Groups groups() {
    return groups;
  }

  /// The time of a test, which stands in for the server's; otherwise null.
  @Nullable Long given() {
    return clock.given();
  }

  /// Runs one statement that only reads.
  <T> T read(Call<T> call) {
    return attempt(Again.REPEATABLE, session -> call.on(session.sql()));
  }

  /// Runs one statement that writes; it is on disk when this returns.
  <T> T write(Again again, Call<T> call) {
    return attempt(again, session -> call.on(session.sql()));
  }

  /// Runs a unit of work that has an audit record; it is on disk when this returns.
  <T> T transact(Unit<T> unit) {
    return transact(Again.AS_RECORDED, unit);
  }

  /// The same.
  ///
  /// @param again what may be done where nobody knows whether it was committed
  <T> T transact(Again again, Unit<T> unit) {
    Transacting<T> transacting = new Transacting<>(unit, again, random.nextLong(), given());
    return attempt(Again.REPEATABLE, transacting::on);
  }

  /// What was wrong the last time that the server was asked; empty where it answered.
  Optional<Why> trouble() {
    return connections.isClosed() ? Optional.of(Why.AWAY) : Optional.ofNullable(trouble);
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Session session) throws SQLException, CommitFailed;
  }

  /// @param again what may be done where a statement failed
  private <T> T attempt(Again again, Work<T> work) {
    line.enter();
    try {
      return attempts(again, work);
    } finally {
      line.leave();
    }
  }

  private <T> T attempts(Again again, Work<T> work) {
    long end = now() + config.waits().taken().toNanos();
    for (int conflicts = 0; ; conflicts++) {
      line.takeTurn();
      try (Connection borrowed = borrow()) {
        try {
          T value = work.on(session(borrowed));
          trouble = null;
          return value;
        } catch (SQLException e) {
          handle(borrowed, e, again, conflicts, end);
        } catch (CommitFailed e) {
          handle(borrowed, e.reason(), e.again(), conflicts, end);
        }
      } catch (SQLException e) {
        LOG.debug("a connection could not be given back", e);
      } finally {
        line.endTurn();
      }
    }
  }

  /// Returns where the work is to be tried again.
  private void handle(Connection borrowed, SQLException e, Again again, int conflicts, long end) {
    Trouble trouble = PostgresErrors.of(e);
    switch (trouble) {
      case VALUES, TOO_SLOW, OTHER -> throw PostgresErrors.translate(e, false);
      case CONFLICT -> {
        if (conflicts >= MOST_CONFLICTS) {
          throw PostgresErrors.translate(e, false);
        }
      }
      case READ_ONLY, BROKEN -> {
        discard(borrowed, e);
        boolean unknown = trouble == Trouble.BROKEN && again != Again.REPEATABLE;
        if (unknown || isGivenUp() || now() - end >= 0) {
          throw PostgresErrors.translate(e, unknown);
        }
      }
    }
  }

  /// One connection that broke means that the others have too, as a rule; but not where its caller
  /// was interrupted, which closes a virtual thread's socket.
  private void discard(Connection borrowed, SQLException e) {
    connections.evictConnection(borrowed);
    if (isGivenUp()) {
      return;
    }
    if (trouble == null) {
      LOG.atWarn()
          .addKeyValue("event.action", "store.connection_lost")
          .log("The database connection was lost ({}); connecting again", e.getSQLState());
    }
    suffer(PostgresErrors.why(e));
    connections.getHikariPoolMXBean().softEvictConnections();
  }

  /// Whether who asked no longer waits for the answer.
  private static boolean isGivenUp() {
    return Thread.currentThread().isInterrupted();
  }

  private Connection borrow() {
    try {
      return connections.getConnection();
    } catch (SQLException e) {
      Why why = PostgresErrors.why(e);
      if (!isGivenUp()) {
        suffer(why);
      }
      throw new StoreUnavailableException(why, "no connection to the database: " + reason(e), e);
    }
  }

  private void suffer(Why why) {
    if (why == Why.READ_ONLY && trouble != Why.READ_ONLY) {
      LOG.atWarn()
          .addKeyValue("event.action", "store.read_only")
          .log("The database takes no writes: it is a standby, or read-only; asking again");
    }
    trouble = why;
  }

  private static String reason(SQLException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  private Session session(Connection borrowed) throws SQLException {
    return server.session((Connection) borrowed.unwrap(PGConnection.class));
  }

  private int busy() {
    return connections.isRunning() ? connections.getHikariPoolMXBean().getActiveConnections() : 0;
  }

  private long now() {
    return meters.config().clock().monotonicTime();
  }

  @Override
  public void close() {
    connections.close();
    try {
      server.sweep();
    } catch (SQLException e) {
      LOG.debug("closing the statements failed", e);
    }
  }
}
