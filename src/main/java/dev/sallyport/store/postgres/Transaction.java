package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.Sql;
import java.time.Instant;
import java.util.List;

/// What a unit of work has in its hands.
///
/// @param now the server's time at which the unit began, in milliseconds since 1970
/// @param afterCommit what is to be done once the unit is on disk
record Transaction(Sql sql, long now, List<Runnable> afterCommit) {
  void onceCommitted(Runnable then) {
    afterCommit.add(then);
  }

  /// The same time as [#now()].
  Instant instant() {
    return Instant.ofEpochMilli(now);
  }
}
