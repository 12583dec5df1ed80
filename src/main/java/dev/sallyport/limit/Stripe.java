package dev.sallyport.limit;

import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One share of the keys with its lock; everything but [#lock] is called by its holder.
///
/// A ledger leaves only when it is idle, so that no key is forgotten while forgetting it would
/// admit more. Where a stripe is full of ledgers in use, keys that are new to it share one ledger
/// for each policy: together they are admitted what one of them would be. A flood of addresses can
/// make newcomers wait, but wins nobody an event. A ledger that is made while a shared one holds
/// events begins with those events, because its key may have had any of them.
final class Stripe {
  private static final String SHARED = "*";
  private static final int FEWEST_STEPS_TO_SWEEP = 64;

  /// A sweep's share of a step is a quarter of a ledger; more seldom, and those who have left would
  /// hold the places of newcomers for long.
  private static final int STEPS_TO_SWEEP_ONE = 4;

  final ReentrantLock lock = new ReentrantLock();
  private final Map<WindowKey, LocalLedger> ledgers = new HashMap<>();
  private final int mostKeys;
  private final StripeBudget budget;
  private int stepsSinceSweep;

  Stripe(int mostKeys, long mostSlots) {
    this.mostKeys = mostKeys;
    this.budget = new StripeBudget(mostSlots);
  }

  /// The ledger that decides for the window's key.
  LocalLedger ledgerFor(Window window, long now) {
    LocalLedger ledger = ledgers.get(window.key());
    if (ledger == null) {
      ledger =
          isFull() ? shared(window) : add(window.key(), window, startingLog(window, now), false);
    }
    ledger.setWindow(window);
    return ledger;
  }

  /// The ledger that would decide, without making one.
  @Nullable LocalLedger find(Window window) {
    LocalLedger own = ledgers.get(window.key());
    return own != null || !isFull() ? own : ledgers.get(sharedKey(window));
  }

  /// Counts what a ledger has grown by.
  void grown(int slots) {
    budget.take(slots);
  }

  Collection<LocalLedger> all() {
    return ledgers.values();
  }

  int size() {
    return ledgers.size();
  }

  long slots() {
    return budget.taken();
  }

  private boolean isFull() {
    return ledgers.size() >= mostKeys || !budget.allows(SlidingLog.FEWEST_SLOTS);
  }

  private LocalLedger add(WindowKey key, Window window, SlidingLog log, boolean shared) {
    LocalLedger ledger = new LocalLedger(window, log, budget, shared);
    budget.take(log.slots());
    ledgers.put(key, ledger);
    return ledger;
  }

  private LocalLedger shared(Window window) {
    WindowKey key = sharedKey(window);
    LocalLedger ledger = ledgers.get(key);
    return ledger != null ? ledger : add(key, window, new SlidingLog(), true);
  }

  private SlidingLog startingLog(Window window, long now) {
    LocalLedger shared = ledgers.get(sharedKey(window));
    return shared == null || shared.log().count(now, window.span().toMillis()) == 0
        ? new SlidingLog()
        : shared.log().copy();
  }

  private static WindowKey sharedKey(Window window) {
    return new WindowKey(window.key().scope(), window.key().policy(), SHARED);
  }

  /// Lets those leave now and then who are idle. Called for each window of a decision before the
  /// ledger of any is taken: one that is new is idle too, until its event is recorded.
  ///
  /// Once in so many times as there are ledgers, so that a step costs the same on average however
  /// many there are.
  void step(long now) {
    if (++stepsSinceSweep < Math.max(FEWEST_STEPS_TO_SWEEP, STEPS_TO_SWEEP_ONE * ledgers.size())) {
      return;
    }
    stepsSinceSweep = 0;
    Iterator<LocalLedger> each = ledgers.values().iterator();
    while (each.hasNext()) {
      LocalLedger ledger = each.next();
      if (ledger.isIdle(now)) {
        budget.take(-ledger.log().slots());
        each.remove();
      }
    }
  }
}
