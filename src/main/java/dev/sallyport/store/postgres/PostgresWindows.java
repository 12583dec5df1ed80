package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.Windows;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.postgres.WindowCaller.Result;
import dev.sallyport.store.postgres.WindowGroup.Asked;
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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The rate limits' windows in the database. One statement decides and charges, for all who ask at
/// the same time; only where a block begins, or the clock was put back, are the rows held while the
/// rules decide here.
final class PostgresWindows implements Windows {
  /// How often a decision is begun again because rows it needs went meanwhile.
  static final int MOST_TRIES = 10;

  /// The order in which everyone locks rows.
  private static final Comparator<Carried> BY_KEY =
      Comparator.comparing((Carried carried) -> carried.window().key().subject())
          .thenComparing(carried -> carried.window().key().scope().wire())
          .thenComparing(carried -> carried.window().key().policy());

  private final Pool pool;
  private final PostgresAudit audit;
  private final InstantSource clock;
  private final Combiner<Asked, Result> together;
  private final AtomicInteger asking = new AtomicInteger();

  PostgresWindows(Pool pool, PostgresAudit audit, InstantSource clock) {
    this.pool = pool;
    this.audit = audit;
    this.clock = clock;
    this.together = pool.groups().make("limit", this::decideTogether);
  }

  @Override
  public Decision decide(List<Window> windows, BlockAudit records) {
    requireFew(windows);
    Result result = ask(new Asked(windows, false));
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      switch (result) {
        case Result.Decided(Decision decision) -> {
          return decision;
        }
        case Result.RowMissing _ -> result = ask(new Asked(windows, true));
        case Result.Crowded _ -> result = decideAlone(new Asked(windows, true));
        case Result.ByTheRules _ -> {
          return pool.transact(transaction -> byTheRules(transaction, windows, records));
        }
      }
    }
    throw new StoreUnavailableException("the windows' rows kept going while they were decided on");
  }

  /// Who asks while nobody else does has no company to wait for, and is spared the way to another
  /// thread and back.
  private Result ask(Asked asked) {
    try {
      return asking.getAndIncrement() == 0 ? decideAlone(asked) : together.ask(asked);
    } finally {
      asking.decrementAndGet();
    }
  }

  private Result decideAlone(Asked asked) {
    return decideTogether(List.of(asked)).getFirst();
  }

  /// Nothing is charged where this fails before its last statement, so that each may be asked for
  /// alone then.
  private List<Result> decideTogether(List<Asked> all) {
    List<Window> missing =
        all.stream().filter(Asked::make).flatMap(asked -> asked.windows().stream()).toList();
    if (!missing.isEmpty()) {
      pool.write(Again.REPEATABLE, sql -> make(sql, missing));
    }
    WindowGroup group = new WindowGroup(all);
    return pool.write(Again.ONCE, sql -> group.decide(sql, pool.given()));
  }

  private int make(Sql sql, List<Window> windows) throws SQLException {
    WindowRow.Keys keys = WindowRow.Keys.of(windows);
    return sql.update(
        WindowSql.WINDOW_MAKE, pool.given(), keys.subjects(), keys.scopes(), keys.policies());
  }

  private Unit.Verdict<Decision> byTheRules(
      Transaction transaction, List<Window> windows, BlockAudit records) throws SQLException {
    Sql sql = transaction.sql();
    List<WindowRow> rows = held(sql, windows);
    long now = now(sql);
    Decision decision = WindowRules.decide(windows, ledgers(rows), now);
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).save(sql, windows.get(i), now);
    }
    audit.append(transaction, begun(decision, records));
    return Unit.keep(decision);
  }

  /// The rows, made where there were none, and held.
  private List<WindowRow> held(Sql sql, List<Window> windows) throws SQLException {
    make(sql, windows);
    return WindowRow.find(sql, WindowSql.WINDOW_HOLD, windows);
  }

  /// Read once the rows are held: a time from before could be older than what another recorded.
  private long now(Sql sql) throws SQLException {
    return sql.one(StoreSql.NOW, row -> row.getLong(1), pool.given()).orElseThrow();
  }

  @Override
  public List<WindowReading> peek(List<Window> windows) {
    requireFew(windows);
    return pool.read(
        sql ->
            WindowRules.peek(
                windows,
                ledgers(WindowRow.find(sql, WindowSql.WINDOW_FIND, windows)),
                clock.millis()));
  }

  @Override
  public void carry(List<Carried> carried) {
    List<Carried> inOrder = carried.stream().sorted(BY_KEY).toList();
    pool.transact(
        transaction -> {
          List<AuditDraft> records = new ArrayList<>();
          for (Carried each : inOrder) {
            carry(transaction.sql(), each);
            if (each.audit() != null) {
              records.add(each.audit());
            }
          }
          audit.append(transaction, records);
          return Unit.keep(true);
        });
  }

  private void carry(Sql sql, Carried carried) throws SQLException {
    Window window = carried.window();
    WindowRow row = held(sql, List.of(window)).getFirst();
    Ledger ledger = row.ledger();
    long now = now(sql);
    long[] stamps = carried.ages().clone();
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = now - stamps[i];
    }
    ledger.log().follow(now);
    ledger.log().merge(stamps, window.limit());
    ledger.setBlock(later(ledger.block(), here(carried, now)));
    row.save(sql, window, now);
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

  @Override
  public List<ActiveBlock> blocks(int limit) {
    long now = clock.millis();
    return pool.read(
        sql -> sql.list(WindowSql.WINDOW_BLOCKS, row -> activeBlock(row, now), now, limit));
  }

  @Override
  public int clear(WindowKey.Scope scope, String subject, AuditDraft record) {
    return pool.transact(
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
    // What is gone is not there a second time.
    return pool.transact(
        Again.REPEATABLE,
        transaction ->
            Unit.keep(transaction.sql().update(WindowSql.WINDOW_PURGE, transaction.now(), limit)));
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
