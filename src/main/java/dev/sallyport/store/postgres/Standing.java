package dev.sallyport.store.postgres;

import dev.sallyport.window.Block;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowReading;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// How a window's row stood when callers were decided on.
///
/// @param place of its key among those that were asked for, from 1
/// @param next when the oldest event that counts was admitted; null where none counts
/// @param time the key's time
/// @param ahead whether the key's time is so far ahead that the clock was put back
/// @param admitted the bits of all callers who were admitted, to whatever windows
record Standing(
    int place,
    long now,
    int used,
    @Nullable Long next,
    long time,
    @Nullable Block block,
    boolean ahead,
    long admitted) {

  static Standing of(ResultSet row) throws SQLException {
    long next = row.getLong("next");
    @Nullable Long oldest = row.wasNull() ? null : Long.valueOf(next);
    return new Standing(
        row.getInt("place"),
        row.getLong("now"),
        row.getInt("used"),
        oldest,
        row.getLong("time"),
        WindowRow.block(row),
        row.getBoolean("ahead"),
        row.getLong("admitted"));
  }

  long blockedFor() {
    return block == null ? 0 : block.rest(now);
  }

  /// How the window stands once so many more have been admitted.
  WindowReading reading(Window window, int charged, boolean refused) {
    long blocked = blockedFor();
    Long oldest = next == null && charged > 0 ? Long.valueOf(time) : next;
    long span = window.spanMillis();
    return new WindowReading(
        window,
        blocked > 0 ? 0 : Math.max(0, window.limit() - used - charged),
        oldest == null ? span : oldest + span - now,
        blocked,
        blocked > 0 && block != null ? block.level() : 0,
        refused);
  }
}
