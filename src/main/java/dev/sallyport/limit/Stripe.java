package dev.sallyport.limit;

import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One share of the keys, and the turnstile before it; everything else is called from inside.
///
/// A ledger leaves only when it is idle, so that no key is forgotten while forgetting it would
/// admit more. Where a stripe is full of ledgers in use, keys that are new to it share one ledger
/// for each policy: together they are admitted what one of them would be. A flood of addresses can
/// make newcomers wait, but wins nobody an event. A ledger that is made while a shared one holds
/// events begins with those events, because its key may have had any of them.
final class Stripe extends Turnstile {
  private static final String SHARED = "*";
  private static final int FEWEST_STEPS_TO_SWEEP = 64;

  /// A sweep's share of a step is a quarter of a ledger; more seldom, and those who have left would
  /// hold the places of newcomers for long.
  private static final int STEPS_TO_SWEEP_ONE = 4;

  private final LedgerTable ledgers = new LedgerTable();
  private final int mostKeys;
  private final StripeBudget budget;

  /// How many steps lie between the last sweep and the next.
  private int steps = FEWEST_STEPS_TO_SWEEP;
  private int untilSweep = FEWEST_STEPS_TO_SWEEP;

  Stripe(int mostKeys, long mostSlots) {
    this.mostKeys = mostKeys;
    this.budget = new StripeBudget(mostSlots);
  }

  /// Lets those leave now and then who are idle. Called for each window of a decision before the
  /// ledger of any is taken: one that is new is idle too, until its event is recorded.
  void step(long now) {
    if (--untilSweep <= 0) {
      sweepWhereDue(now);
    }
  }

  /// The ledger that decides for the window's key.
  ///
  /// @param hash of the key
  LocalLedger ledgerFor(Window window, int hash, long now) {
    LocalLedger ledger = ledgers.find(window.key(), hash);
    if (ledger == null) {
      ledger =
          isFull()
              ? shared(window)
              : add(window.key(), hash, window, startingLog(window, now), false);
    }
    ledger.setWindow(window);
    return ledger;
  }

  /// The ledger that would decide, without making one.
  @Nullable LocalLedger find(Window window) {
    LocalLedger own = ledgers.find(window.key(), window.key().hashCode());
    return own != null || !isFull() ? own : findShared(sharedKey(window));
  }

  void forEach(Consumer<LocalLedger> visitor) {
    ledgers.forEach(visitor);
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

  private LocalLedger add(WindowKey key, int hash, Window window, SlidingLog log, boolean shared) {
    LocalLedger ledger = new LocalLedger(key, hash, window, log, budget, shared);
    budget.take(log.slots());
    ledgers.add(ledger);
    return ledger;
  }

  private LocalLedger shared(Window window) {
    WindowKey key = sharedKey(window);
    LocalLedger ledger = findShared(key);
    return ledger != null ? ledger : add(key, key.hashCode(), window, new SlidingLog(), true);
  }

  private SlidingLog startingLog(Window window, long now) {
    LocalLedger shared = findShared(sharedKey(window));
    return shared == null || shared.log().count(now, window.spanMillis()) == 0
        ? new SlidingLog()
        : shared.log().copy();
  }

  private @Nullable LocalLedger findShared(WindowKey key) {
    return ledgers.find(key, key.hashCode());
  }

  private static WindowKey sharedKey(Window window) {
    return new WindowKey(window.key().scope(), window.key().policy(), SHARED);
  }

  /// Once in so many times as there are ledgers, so that a step costs the same on average however
  /// many there are.
  private void sweepWhereDue(long now) {
    int due = stepsToSweep();
    if (due > steps) {
      // More ledgers have come since the steps were counted out.
      untilSweep = due - steps;
      steps = due;
      return;
    }
    ledgers.removeIf(ledger -> leaves(ledger, now));
    steps = stepsToSweep();
    untilSweep = steps;
  }

  private int stepsToSweep() {
    return Math.max(FEWEST_STEPS_TO_SWEEP, STEPS_TO_SWEEP_ONE * ledgers.size());
  }

  private boolean leaves(LocalLedger ledger, long now) {
    boolean idle = ledger.isIdle(now);
    if (idle) {
      budget.take(-ledger.log().slots());
    }
    return idle;
  }
}
