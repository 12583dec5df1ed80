package dev.sallyport.store.sqlite;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.store.sql.Sql;
import java.time.Instant;

/// What a unit of work has in its hands.
///
/// @param now the store's time at which the unit happens, in milliseconds since 1970; one for the
///     whole unit
/// @param gate the id of this gate
/// @param chain the end of the audit chain, which all units of a group share
/// @param checkpoints is told of the points inside a unit; it must not throw
record Transaction(
    Sql sql, long now, String gate, ChainEnd chain, Checkpoint.Listener checkpoints) {
  /// The same time as [#now()].
  Instant instant() {
    return Instant.ofEpochMilli(now);
  }
}
