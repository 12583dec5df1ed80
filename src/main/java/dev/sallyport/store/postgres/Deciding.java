package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.Sql;
import dev.sallyport.window.Block;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowReading;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statement that decides on windows, and what it says.
///
/// @param keys of the windows
/// @param spans in milliseconds
/// @param limits how many events each may hold
record Deciding(List<Window> windows, WindowRow.Keys keys, long[] spans, long[] limits) {

  static Deciding of(List<Window> windows) {
    return new Deciding(
        windows,
        WindowRow.Keys.of(windows),
        windows.stream().mapToLong(window -> window.span().toMillis()).toArray(),
        windows.stream().mapToLong(Window::limit).toArray());
  }

  /// How a window stood when it was decided on.
  ///
  /// @param next when the oldest event that counts was admitted; null where none counts
  /// @param time the key's time
  /// @param ahead whether the key's time is so far ahead that the clock was put back
  private record Standing(
      long now,
      int used,
      @Nullable Long next,
      long time,
      @Nullable Block block,
      boolean ahead,
      boolean admitted) {

    long blockedFor() {
      return block == null ? 0 : block.rest(now);
    }

    WindowReading reading(Window window, boolean charged, boolean refused) {
      long blocked = blockedFor();
      int after = charged ? used + 1 : used;
      Long oldest = next == null && charged ? Long.valueOf(time) : next;
      long span = window.span().toMillis();
      return new WindowReading(
          window,
          blocked > 0 ? 0 : Math.max(0, window.limit() - after),
          oldest == null ? span : oldest + span - now,
          blocked,
          blocked > 0 && block != null ? block.level() : 0,
          refused);
    }
  }

  /// What came of it, in the cases that need no more than the statement.
  sealed interface Result {
    record Decided(Decision decision) implements Result {}

    /// A key was never asked before: its row is to be made.
    record RowMissing() implements Result {}

    /// Blocks begin, or the clock was put back: the rules decide, with the rows held.
    record ByTheRules() implements Result {}
  }

  Result run(Sql sql, @Nullable Long given) throws SQLException {
    List<Standing> standings =
        sql.list(
            WindowSql.WINDOW_DECIDE,
            Deciding::standing,
            keys.subjects(),
            keys.scopes(),
            keys.policies(),
            spans,
            limits,
            given,
            (long) windows.size());
    if (standings.size() < windows.size()) {
      return new Result.RowMissing();
    }
    if (standings.getFirst().admitted()) {
      return new Result.Decided(new Decision.Admitted(readings(standings, true)));
    }
    if (standings.stream().anyMatch(Standing::ahead)) {
      return new Result.ByTheRules();
    }
    if (standings.stream().anyMatch(standing -> standing.blockedFor() > 0)) {
      return new Result.Decided(new Decision.Blocked(readings(standings, false)));
    }
    return startsNoBlock(standings)
        ? new Result.Decided(new Decision.Full(readings(standings, false)))
        : new Result.ByTheRules();
  }

  private boolean startsNoBlock(List<Standing> standings) {
    for (int i = 0; i < windows.size(); i++) {
      if (isFull(standings, i) && windows.get(i).block().isPositive()) {
        return false;
      }
    }
    return true;
  }

  private boolean isFull(List<Standing> standings, int i) {
    return standings.get(i).used() >= windows.get(i).limit();
  }

  private List<WindowReading> readings(List<Standing> standings, boolean admitted) {
    boolean blocked = standings.stream().anyMatch(standing -> standing.blockedFor() > 0);
    List<WindowReading> readings = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      Standing standing = standings.get(i);
      boolean refused = !admitted && (blocked ? standing.blockedFor() > 0 : isFull(standings, i));
      readings.add(standing.reading(windows.get(i), admitted, refused));
    }
    return readings;
  }

  private static Standing standing(ResultSet row) throws SQLException {
    long next = row.getLong("next");
    @Nullable Long oldest = row.wasNull() ? null : Long.valueOf(next);
    return new Standing(
        row.getLong("now"),
        row.getInt("used"),
        oldest,
        row.getLong("time"),
        WindowRow.block(row),
        row.getBoolean("ahead"),
        row.getBoolean("admitted"));
  }
}
