package dev.sallyport.bench;

import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import dev.sallyport.store.sql.CacheLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// A database that is measured: the gate's store in it, and the bare driver beside, which is the
/// ceiling for whatever the store does.
interface Engine {
  /// Every statement is prepared anew.
  CacheLimits NO_CACHE = new CacheLimits(1, Duration.ofNanos(1));

  String name();

  Store open(CacheLimits statements, MeterRegistry meters) throws StartException;

  /// A connection that is as durable as the store's own.
  Connection raw() throws SQLException;

  /// Whether [#consume] can be asked.
  boolean consumesAlone();

  /// Consumes a token through the store's writer and nothing beside.
  ///
  /// @return whether it was consumed by this call
  boolean consume(Store store, String hash);

  /// The conditional UPDATE that [#consume] runs; its values are now, the hash, and now again.
  String consumeSql();

  /// What clears away what many updates have left behind, so that no row pays for the one before.
  String tidySql();
}
