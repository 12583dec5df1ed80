package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.Sql;
import dev.sallyport.window.Block;
import dev.sallyport.window.Ledger;
import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A key's ledger with the row that it was read from.
///
/// @param version 0 where there is no row yet
/// @param events as they were read
/// @param block as it was read
record WindowRow(Ledger ledger, long version, byte[] events, @Nullable Block block) {
  /// An hour: how far `idle_at` is rounded up.
  private static final long IDLE_STEP = 3_600_000;

  static WindowRow find(Sql sql, WindowKey key) throws SQLException {
    return sql.one(
            WindowSql.WINDOW_FIND, WindowRow::of, key.subject(), key.scope().wire(), key.policy())
        .orElseGet(() -> new WindowRow(new Ledger(new SlidingLog(), null), 0, new byte[0], null));
  }

  /// Writes the ledger back where it has changed.
  ///
  /// @return whether it had
  boolean save(Sql sql, Window window, long now) throws SQLException {
    SlidingLog log = ledger.log();
    Block newest = ledger.block();
    byte[] bytes = log.encode();
    if (Arrays.equals(bytes, events) && Objects.equals(newest, block)) {
      return false;
    }
    WindowKey key = window.key();
    int saved =
        sql.update(
            WindowSql.WINDOW_SAVE,
            key.subject(),
            key.scope().wire(),
            key.policy(),
            idleAt(window, now),
            version,
            newest == null ? null : newest.level(),
            newest == null ? null : newest.startedAt(),
            newest == null ? null : newest.until(),
            bytes);
    if (saved != 1) {
      throw new IllegalStateException("a window was changed while this process held the file");
    }
    return true;
  }

  /// The block of a row; null where it has none.
  static @Nullable Block block(ResultSet row) throws SQLException {
    int level = row.getInt("block_level");
    return row.wasNull()
        ? null
        : new Block(level, row.getLong("block_started_at"), row.getLong("block_until"));
  }

  static WindowRow of(ResultSet row) throws SQLException {
    byte[] events = row.getBytes("events");
    Block block = block(row);
    return new WindowRow(
        new Ledger(SlidingLog.decode(events), block), row.getLong("version"), events, block);
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
