package dev.sallyport.bench;

import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import dev.sallyport.store.sql.CacheLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// A database that is measured: the gate's store in it, and the bare driver beside, which is the
/// ceiling for whatever the store does.
interface Engine {
  /// Every statement is prepared anew.
  CacheLimits NO_CACHE = new CacheLimits(1, Duration.ofNanos(1));

  String name();

  Store open(CacheLimits statements, MeterRegistry meters) throws StartException;

  /// A connection that is as durable as the store's own.
  Connection raw() throws SQLException;

  /// The store's own way to consume a token, with nothing of what else belongs to it in a gate.
  interface Consumer extends AutoCloseable {
    /// Whether it was consumed, now and by this call; on disk when it returns.
    boolean consume(String hash);

    @Override
    void close();
  }

  Consumer consumer(CacheLimits statements);

  /// Whether many connections may write at once, as on a server.
  boolean serves();

  /// The conditional UPDATE of one token; its values are now, the hash, and now again.
  String consumeSql();

  /// The benchmark that the engine's makers give with it, where it is installed.
  default Optional<Pgbench> pgbench() {
    return Optional.empty();
  }

  /// What clears away what many updates have left behind, so that no row pays for the one before.
  String tidySql();
}
