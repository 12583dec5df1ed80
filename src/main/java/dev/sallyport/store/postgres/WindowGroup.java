package dev.sallyport.store.postgres;

import dev.sallyport.store.postgres.WindowCaller.Result;
import dev.sallyport.store.postgres.WindowCaller.Row;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Callers who are decided on by one statement. For one call.
final class WindowGroup {
  /// The statement says who was admitted by the bits of one number.
  static final int MOST = Long.SIZE;

  private final List<WindowCaller> callers = new ArrayList<>();
  private final List<Wish> wishes = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final Map<WindowKey, Row> byKey = new HashMap<>();

  /// What one caller asks.
  ///
  /// @param make whether its keys' rows are to be made first
  record Asked(List<Window> windows, boolean make) implements Combiner.Asking {
    @Override
    public long characters() {
      return windows.stream()
          .mapToLong(window -> window.key().policy().length() + window.key().subject().length())
          .sum();
    }

    @Override
    public Drafts records() {
      return Drafts.NONE;
    }
  }

  /// A caller wants a row.
  ///
  /// @param turn among those who want it, from 1
  private record Wish(int caller, int place, int turn) {}

  WindowGroup(List<Asked> all) {
    if (all.size() > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " callers are decided on together");
    }
    all.forEach(asked -> add(asked.windows()));
  }

  private void add(List<Window> windows) {
    int number = callers.size();
    List<Row> wanted = new ArrayList<>(windows.size());
    if (windows.stream().allMatch(this::agrees)) {
      for (Window window : windows) {
        Row row = byKey.computeIfAbsent(window.key(), _ -> row(window));
        wishes.add(new Wish(number, row.place(), row.nextTurn()));
        wanted.add(row);
      }
    }
    callers.add(new WindowCaller(windows, wanted));
  }

  /// Of callers who bring different limits for a key, the first one's hold for this group.
  private boolean agrees(Window window) {
    Row known = byKey.get(window.key());
    return known == null || known.holds(window);
  }

  private Row row(Window window) {
    Row row = new Row(rows.size() + 1, window);
    rows.add(row);
    return row;
  }

  /// What came of each, in the order of asking.
  ///
  /// @param given a test's time
  List<Result> decide(Sql sql, @Nullable Long given) throws SQLException {
    long admitted = 0;
    for (Standing standing : standings(sql, given)) {
      rows.get(standing.place() - 1).found(standing);
      admitted = standing.admitted();
    }
    @Nullable Result[] results = new Result[callers.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = (admitted >>> i & 1) == 1 ? callers.get(i).admitted() : null;
    }
    List<Result> all = new ArrayList<>(results.length);
    for (int i = 0; i < results.length; i++) {
      Result admission = results[i];
      // Whoever was not admitted finds the rows as those who were have left them.
      all.add(admission == null ? callers.get(i).notAdmitted() : admission);
    }
    return all;
  }

  private List<Standing> standings(Sql sql, @Nullable Long given) throws SQLException {
    List<Window> windows = rows.stream().map(Row::window).toList();
    WindowRow.Keys keys = WindowRow.Keys.of(windows);
    List<Object> asked =
        List.of(
            keys.subjects(),
            keys.scopes(),
            keys.policies(),
            numbers(windows, window -> window.spanMillis()),
            numbers(windows, Window::limit));
    return callers.size() == 1
        ? sql.list(
            WindowSql.WINDOW_DECIDE,
            Standing::of,
            Together.values(asked, given, (long) windows.size()))
        : sql.list(
            WindowSql.WINDOW_DECIDE_TOGETHER,
            Standing::of,
            Together.values(
                given,
                asked,
                numbers(wishes, Wish::caller),
                numbers(wishes, Wish::place),
                numbers(wishes, Wish::turn)));
  }

  private static <T> long[] numbers(List<T> all, ToLongFunction<T> number) {
    return all.stream().mapToLong(number).toArray();
  }
}
