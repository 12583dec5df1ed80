package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.store.Windows;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.window.Block;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Ledger;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowReading;
import dev.sallyport.window.WindowRules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rate limits' windows in the file.
///
/// One conditional statement admits; the rows that it gives back decide. Where it gives none, the
/// rules say why, and begin a block where that is due, on rows that nobody can have changed since:
/// the unit runs in a transaction that was begun with BEGIN IMMEDIATE, so this process is the only
/// one that writes to the file until it commits, and its one writer runs one unit after another.
/// The time is read inside it, too. Each row is nevertheless written only over the version that was
/// read, so that a decision on anything else would fail and not be admitted.
final class SqliteWindows implements Windows {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;
  private final InstantSource clock;

  SqliteWindows(Writer writer, Readers readers, SqliteAudit audit, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public Decision decide(List<Window> windows, BlockAudit records) {
    requireFew(windows);
    return writer.write(
        transaction -> {
          Optional<Decision> admitted =
              Admitting.run(transaction.sql(), windows, transaction.now());
          return admitted.isPresent()
              ? Unit.keep(admitted.get())
              : byTheRules(transaction, windows, records);
        });
  }

  /// Decides without the one statement. Tests hold the two against each other.
  Decision decideByTheRules(List<Window> windows, BlockAudit records) {
    requireFew(windows);
    return writer.write(transaction -> byTheRules(transaction, windows, records));
  }

  private Unit.Verdict<Decision> byTheRules(
      Transaction transaction, List<Window> windows, BlockAudit records) throws SQLException {
    List<WindowRow> rows = rows(transaction.sql(), windows);
    Decision decision = WindowRules.decide(windows, ledgers(rows), transaction.now());
    boolean changed = false;
    for (int i = 0; i < rows.size(); i++) {
      changed |= rows.get(i).save(transaction.sql(), windows.get(i), transaction.now());
    }
    audit.append(transaction, begun(decision, records));
    return changed ? Unit.keep(decision) : Unit.undo(decision);
  }

  @Override
  public List<WindowReading> peek(List<Window> windows) {
    requireFew(windows);
    return readers.read(
        sql -> WindowRules.peek(windows, ledgers(rows(sql, windows)), clock.millis()));
  }

  @Override
  public void carry(List<Carried> carried) {
    writer.write(
        transaction -> {
          List<AuditDraft> records = new ArrayList<>();
          for (Carried each : carried) {
            carry(transaction, each);
            if (each.audit() != null) {
              records.add(each.audit());
            }
          }
          audit.append(transaction, records);
          return Unit.keep(true);
        });
  }

  @Override
  public List<ActiveBlock> blocks(int limit) {
    long now = clock.millis();
    return readers.read(
        sql -> sql.list(WindowSql.WINDOW_BLOCKS, row -> activeBlock(row, now), now, limit));
  }

  @Override
  public int clear(WindowKey.Scope scope, String subject, AuditDraft record) {
    return writer.write(
        transaction -> {
          int cleared = transaction.sql().update(WindowSql.WINDOW_CLEAR, subject, scope.wire());
          if (cleared == 0) {
            return Unit.undo(0);
          }
          audit.append(transaction, List.of(record));
          return Unit.keep(cleared);
        });
  }

  @Override
  public int purge(int limit) {
    return writer.write(
        transaction ->
            Unit.keep(transaction.sql().update(WindowSql.WINDOW_PURGE, transaction.now(), limit)));
  }

  private static void carry(Transaction transaction, Carried carried) throws SQLException {
    Window window = carried.window();
    WindowRow row = WindowRow.find(transaction.sql(), window.key());
    Ledger ledger = row.ledger();
    long now = transaction.now();
    long[] stamps = carried.ages().clone();
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = now - stamps[i];
    }
    ledger.log().follow(now);
    ledger.log().merge(stamps, window.limit());
    ledger.setBlock(later(ledger.block(), here(carried, now)));
    row.save(transaction.sql(), window, now);
  }

  /// The block that a gate began, as this store's clock has it.
  private static @Nullable Block here(Carried carried, long now) {
    Block block = carried.block();
    if (block == null) {
      return null;
    }
    long start = now - carried.blockAge();
    return new Block(block.level(), start, start + block.until() - block.startedAt());
  }

  private static @Nullable Block later(@Nullable Block one, @Nullable Block other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.until() >= other.until() ? one : other;
  }

  private static List<AuditDraft> begun(Decision decision, BlockAudit records) {
    return switch (decision) {
      case Decision.Admitted _, Decision.Blocked _ -> List.of();
      case Decision.Full full ->
          full.readings().stream()
              .filter(reading -> reading.refused() && reading.blockedFor() > 0)
              .map(records::of)
              .toList();
    };
  }

  private static List<WindowRow> rows(Sql sql, List<Window> windows) throws SQLException {
    List<WindowRow> rows = new ArrayList<>(windows.size());
    for (Window window : windows) {
      rows.add(WindowRow.find(sql, window.key()));
    }
    return rows;
  }

  private static List<Ledger> ledgers(List<WindowRow> rows) {
    return rows.stream().map(WindowRow::ledger).toList();
  }

  private static ActiveBlock activeBlock(ResultSet row, long now) throws SQLException {
    WindowKey key =
        new WindowKey(
            WindowKey.Scope.ofWire(row.getString("scope")).orElseThrow(),
            row.getString("policy"),
            row.getString("subject"));
    Block block =
        new Block(
            row.getInt("block_level"), row.getLong("block_started_at"), row.getLong("block_until"));
    return new ActiveBlock(key, block, block.rest(now));
  }

  private static void requireFew(List<Window> windows) {
    if (windows.isEmpty() || windows.size() > MOST_TOGETHER) {
      throw new IllegalArgumentException("1 to " + MOST_TOGETHER + " windows are decided together");
    }
  }
}
