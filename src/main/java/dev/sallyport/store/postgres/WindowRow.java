package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.window.Block;
import dev.sallyport.window.Ledger;
import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A key's ledger with the row that it was read from.
///
/// @param place among the keys that were asked for, from 1
/// @param events as they were read
/// @param block as it was read
record WindowRow(long place, Ledger ledger, long[] events, @Nullable Block block) {
  /// An hour: how far `idle_at` is rounded up.
  private static final long IDLE_STEP = 3_600_000;

  /// Keys as statements take them: column by column.
  record Keys(String[] subjects, String[] scopes, String[] policies) {
    static Keys of(List<Window> windows) {
      return new Keys(
          windows.stream().map(window -> window.key().subject()).toArray(String[]::new),
          windows.stream().map(window -> window.key().scope().wire()).toArray(String[]::new),
          windows.stream().map(window -> window.key().policy()).toArray(String[]::new));
    }
  }

  /// The windows' rows in their order; an empty one for those that have none.
  static List<WindowRow> find(Sql sql, QueryTemplate template, List<Window> windows)
      throws SQLException {
    Keys keys = Keys.of(windows);
    Map<Long, WindowRow> found =
        sql.list(template, WindowRow::of, keys.subjects(), keys.scopes(), keys.policies()).stream()
            .collect(Collectors.toMap(WindowRow::place, row -> row));
    return LongStream.rangeClosed(1, windows.size())
        .mapToObj(place -> found.getOrDefault(place, empty(place)))
        .toList();
  }

  private static WindowRow empty(long place) {
    return new WindowRow(place, new Ledger(new SlidingLog(), null), new long[0], null);
  }

  /// Writes the ledger back where it has changed; the row is held by then.
  void save(Sql sql, Window window, long now) throws SQLException {
    SlidingLog log = ledger.log();
    Block newest = ledger.block();
    long[] stamps = log.newest(log.size());
    if (Arrays.equals(stamps, events) && Objects.equals(newest, block)) {
      return;
    }
    WindowKey key = window.key();
    int saved =
        sql.update(
            WindowSql.WINDOW_SAVE,
            idleAt(window, now),
            newest == null ? null : newest.level(),
            newest == null ? null : newest.startedAt(),
            newest == null ? null : newest.until(),
            stamps,
            key.subject(),
            key.scope().wire(),
            key.policy());
    if (saved != 1) {
      throw new IllegalStateException("a window's row went while it was held");
    }
  }

  /// The block of a row; null where it has none.
  static @Nullable Block block(ResultSet row) throws SQLException {
    int level = row.getInt("block_level");
    return row.wasNull()
        ? null
        : new Block(level, row.getLong("block_started_at"), row.getLong("block_until"));
  }

  private static WindowRow of(ResultSet row) throws SQLException {
    Long[] boxed = (Long[]) row.getArray("events").getArray();
    long[] events = Arrays.stream(boxed).mapToLong(Long::longValue).toArray();
    Block block = block(row);
    return new WindowRow(
        row.getLong("place"), new Ledger(SlidingLog.of(events), block), events, block);
  }

  private long idleAt(Window window, long now) {
    SlidingLog log = ledger.log();
    Block newest = ledger.block();
    long events = log.size() == 0 ? now : log.newest() + window.spanMillis();
    long quiet = newest == null ? now : newest.until() + Block.QUIET.toMillis();
    return Math.ceilDiv(Math.max(events, quiet) + SlidingLog.MOST_STEP_BACK.toMillis(), IDLE_STEP)
        * IDLE_STEP;
  }
}
