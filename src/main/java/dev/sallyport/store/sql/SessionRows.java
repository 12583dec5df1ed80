package dev.sallyport.store.sql;

import dev.sallyport.store.Sessions.Session;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The console's sessions as rows.
public final class SessionRows {
  private SessionRows() {}

  /// Of a session joined with its key.
  public static Session read(ResultSet row) throws SQLException {
    return new Session(
        row.getString("id_hash"),
        row.getString("id"),
        KeyRows.principal(row),
        Times.of(row, "since"),
        Times.of(row, "seen"));
  }
}
