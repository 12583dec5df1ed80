package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;

/// One statement, which is a transaction of its own.
@FunctionalInterface
interface Call<T> {
  T on(Sql sql) throws SQLException;

  /// What may be done where the connection broke while a statement, or a COMMIT, was under way.
  enum Again {
    /// Doing it twice is the same as doing it once, or it finds out itself.
    REPEATABLE,
    /// It may have happened, and a second time would be another.
    ONCE,
    /// The audit record that it wrote with its work tells whether it happened; without one, `ONCE`.
    AS_RECORDED
  }
}
