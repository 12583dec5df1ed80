package dev.sallyport.store.postgres;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One of the callers who are decided on together, with the rows that it shares with others.
///
/// @param rows of the windows, in their order; none where the caller is left out
record WindowCaller(List<Window> windows, List<Row> rows) {

  /// What came of it, in the cases that need no more than the statement.
  sealed interface Result {
    record Decided(Decision decision) implements Result {}

    /// A key was never asked before: its row is to be made.
    record RowMissing() implements Result {}

    /// Blocks begin, or the clock was put back: the rules decide, with the rows held.
    record ByTheRules() implements Result {}

    /// Others were in its way: it is to be asked for alone.
    record Crowded() implements Result {}
  }

  /// A key's row: as the statement found it, and what was charged then.
  static final class Row {
    private final int place;
    private final Window window;
    private int turns;
    private int charged;
    private @Nullable Standing standing;

    /// @param place among all keys of the group, from 1
    Row(int place, Window window) {
      this.place = place;
      this.window = window;
    }

    int place() {
      return place;
    }

    Window window() {
      return window;
    }

    /// Whether another window of the same key means the same by the numbers that decide.
    boolean holds(Window other) {
      return window.limit() == other.limit() && window.spanMillis() == other.spanMillis();
    }

    int nextTurn() {
      return ++turns;
    }

    void found(Standing found) {
      standing = found;
    }

    private boolean isMissing() {
      return standing == null;
    }

    private Standing standing() {
      return Objects.requireNonNull(standing, "a row that is missing was decided on");
    }

    private void charge() {
      charged++;
    }

    private boolean isBlocked() {
      return standing().blockedFor() > 0;
    }

    private boolean isFull() {
      return standing().used() + charged >= window.limit();
    }

    private WindowReading reading(Window asked, boolean refused) {
      return standing().reading(asked, charged, refused);
    }
  }

  /// Each of its rows has one event more.
  Result admitted() {
    rows.forEach(Row::charge);
    return new Result.Decided(new Decision.AllAdmitted(readings(false, false)));
  }

  /// Why not; the statement changed nothing on its account.
  Result notAdmitted() {
    if (rows.isEmpty()) {
      return new Result.Crowded();
    }
    if (rows.stream().anyMatch(Row::isMissing)) {
      return new Result.RowMissing();
    }
    if (rows.stream().anyMatch(row -> row.standing().ahead())) {
      return new Result.ByTheRules();
    }
    if (rows.stream().anyMatch(Row::isBlocked)) {
      return new Result.Decided(new Decision.Blocked(readings(true, true)));
    }
    if (rows.stream().noneMatch(Row::isFull)) {
      return new Result.Crowded();
    }
    return startsBlock()
        ? new Result.ByTheRules()
        : new Result.Decided(new Decision.Full(readings(true, false)));
  }

  private boolean startsBlock() {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).isFull() && windows.get(i).block().isPositive()) {
        return true;
      }
    }
    return false;
  }

  private List<WindowReading> readings(boolean refused, boolean blocked) {
    List<WindowReading> readings = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      boolean refuses = refused && (blocked ? row.isBlocked() : row.isFull());
      readings.add(row.reading(windows.get(i), refuses));
    }
    return readings;
  }
}
