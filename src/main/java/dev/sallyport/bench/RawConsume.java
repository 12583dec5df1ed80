package dev.sallyport.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Consumes tokens with the bare driver: the ceiling of its engine.
///
/// @param group how many consumes are committed together
/// @param anew whether the statement is prepared for each consume
record RawConsume(
    int group, boolean anew, InstantSource clock, LongSupplier nanos, Progress progress) {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /// A connection that consumes.
  record Open(Connection connection, PreparedStatement prepared, RawConsume way, String sql)
      implements AutoCloseable {
    void consume(String hash) throws SQLException {
      if (way.anew()) {
        try (PreparedStatement own = connection.prepareStatement(sql)) {
          on(own, hash);
        }
      } else {
        on(prepared, hash);
      }
    }

    void commit() throws SQLException {
      connection.commit();
    }

    private void on(PreparedStatement statement, String hash) throws SQLException {
      long now = way.clock().millis();
      statement.setLong(1, now);
      statement.setString(2, hash);
      statement.setLong(3, now);
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("a token that nobody has used was not consumed");
      }
    }

    @Override
    public void close() throws SQLException {
      prepared.close();
      connection.close();
    }
  }

  Open open(Engine engine) throws SQLException {
    Connection connection = engine.raw();
    try {
      connection.setAutoCommit(false);
      String sql = engine.consumeSql();
      return new Open(connection, connection.prepareStatement(sql), this, sql);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /// On one thread, for that long or until so many are consumed.
  Callers.Done run(Engine engine, Duration howLong, long most, Latencies seen, String name)
      throws SQLException {
    try (Open open = open(engine)) {
      long began = nanos.getAsLong();
      long end = howLong.toNanos();
      long done = 0;
      long now = began;
      while (done < most && now - began < end) {
        long start = now;
        for (long last = Math.min(most, done + group); done < last; done++) {
          open.consume(TokenTable.hash(done));
        }
        open.commit();
        now = nanos.getAsLong();
        seen.took(name, now - start);
        progress.goesOn(Duration.ofNanos(now - began), howLong);
      }
      return new Callers.Done(done, (double) (now - began) / SECOND);
    }
  }
}
