package dev.sallyport.store.sqlite;

import dev.sallyport.store.StoreUnavailableException;
import java.sql.SQLException;

/// What SQLite's error codes mean (https://sqlite.org/rescode.html).
final class SqliteErrors {
  private static final int PRIMARY = 0xff;
  private static final int CONSTRAINT = 19;
  private static final int IO = 10;

  private SqliteErrors() {}

  /// Whether the row was refused by a constraint: a fault of the caller, after which statement and
  /// connection are as good as before.
  static boolean isConstraint(SQLException e) {
    return (e.getErrorCode() & PRIMARY) == CONSTRAINT;
  }

  /// The same trouble as those who call the store know it. SQLite's messages name tables and
  /// columns, never values.
  static RuntimeException translate(String doing, SQLException e) {
    return isConstraint(e)
        ? new IllegalStateException(doing + ": a constraint refused the row", e)
        : new StoreUnavailableException(doing + ": " + e.getMessage(), e);
  }

  /// What a failed COMMIT means for every unit in it. Only after an error of the disk is it unknown
  /// whether the log already holds the commit, which a restart would then find.
  static StoreUnavailableException notCommitted(SQLException e) {
    boolean unknown = (e.getErrorCode() & PRIMARY) == IO;
    return new StoreUnavailableException(
        "committing: " + e.getMessage() + (unknown ? "; it may have happened" : ""), e);
  }
}
