package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.Sql;
import java.time.Instant;

/// What a unit of work has in its hands.
///
/// @param now the server's time at which the unit began, in milliseconds since 1970
record Transaction(Sql sql, long now) {
  /// The same time as [#now()].
  Instant instant() {
    return Instant.ofEpochMilli(now);
  }
}
