package dev.sallyport.store.postgres;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Has every group of one kind stand still on a row that somebody else holds, so that what comes
/// gathers behind them. When it is closed, one of them goes on and takes all that has gathered, and
/// only then the others, so that they do not share it out among them.
final class Standstill implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Bench bench;
  private final MeterRegistry meters;
  private final String group;
  private final Deque<Connection> others = new ArrayDeque<>();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  /// What one group is to stand still on.
  interface Held {
    /// Takes a row in a transaction of another, and gives the call that then waits for it.
    Callable<?> by(Standstill other) throws SQLException;
  }

  /// @param held asked for as often as there are groups at a time, for a row of its own each time
  Standstill(Bench bench, MeterRegistry meters, String group, Held held) throws SQLException {
    this(bench, meters, group, 0, held);
  }

  /// @param alone how many are asked for alone before any group is made; they are let go last
  Standstill(Bench bench, MeterRegistry meters, String group, int alone, Held held)
      throws SQLException {
    this.bench = bench;
    this.meters = meters;
    this.group = group;
    try {
      for (int n = 1; n <= alone + Combiner.THREADS; n++) {
        callers.submit(held.by(this));
        int standing = n;
        await().atMost(SOON).until(() -> standing() == standing);
      }
    } catch (SQLException | RuntimeException e) {
      letGo();
      throw e;
    }
    for (int n = 0; n < alone; n++) {
      others.add(others.remove());
    }
  }

  private long standing() {
    return bench.number(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
        """);
  }

  /// Runs a statement in a transaction of its own, which stays open.
  void hold(String sql, String... values) throws SQLException {
    Connection other = bench.connect();
    others.add(other);
    other.setAutoCommit(false);
    try (PreparedStatement statement = other.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  /// Calls, and returns once it waits behind those that stand still.
  <T> Future<T> behind(Callable<T> call) {
    double before = waiting();
    Future<T> called = callers.submit(call);
    await().atMost(SOON).until(() -> waiting() > before);
    return called;
  }

  private double waiting() {
    return meters.get("sallyport.store.group.queue").tag("what", group).gauge().value();
  }

  @Override
  public void close() throws SQLException {
    try {
      others.remove().close();
      await().atMost(SOON).until(() -> waiting() == 0);
    } finally {
      letGo();
      callers.close();
    }
  }

  /// Without it the rows would stay theirs, and every later test wait for them.
  private void letGo() throws SQLException {
    for (Connection other : others) {
      other.close();
    }
  }
}
