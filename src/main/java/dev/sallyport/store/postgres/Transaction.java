package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.Sql;
import java.time.Instant;
import java.util.List;

/// What a unit of work has in its hands.
///
/// @param now the server's time at which the unit began, in milliseconds since 1970
/// @param records what it has had recorded, and when
record Transaction(Sql sql, long now, List<Recorded> records) {
  /// Records that a unit wrote.
  record Recorded(Drafts drafts, long at) {}

  void recorded(Drafts drafts, long at) {
    records.add(new Recorded(drafts, at));
  }

  /// The same time as [#now()].
  Instant instant() {
    return Instant.ofEpochMilli(now);
  }
}
