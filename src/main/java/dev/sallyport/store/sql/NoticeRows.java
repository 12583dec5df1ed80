package dev.sallyport.store.sql;

import dev.sallyport.store.Notices;
import dev.sallyport.store.Notices.Held;
import dev.sallyport.store.Notices.Letter;
import dev.sallyport.store.Notices.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Endpoints and their letters as rows.
public final class NoticeRows {
  private NoticeRows() {}

  public static Held held(String endpoint, ResultSet row) throws SQLException {
    long again = row.getLong("again");
    boolean none = row.wasNull();
    boolean due = row.getBoolean("due");
    return new Held(
        endpoint, row.getLong("position"), row.getInt("attempts"), due, none ? null : again);
  }

  public static Letter letter(ResultSet row) throws SQLException {
    return new Letter(
        row.getString("endpoint"),
        row.getLong("sequence"),
        row.getInt("attempts"),
        row.getString("reason"),
        Times.of(row, "at"),
        row.getString("state").equals("again"));
  }

  public static Standing standing(ResultSet row) throws SQLException {
    return new Standing(
        row.getString("name"),
        row.getLong("position"),
        row.getLong("behind"),
        row.getInt("attempts"),
        row.getInt("dead"),
        row.getString("reason"));
  }

  /// A reason as a row keeps it.
  public static String cut(String reason) {
    return reason.substring(0, Math.min(reason.length(), Notices.LONGEST_REASON));
  }
}
