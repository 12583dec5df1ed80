package dev.sallyport.limit;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.window.Block;
import dev.sallyport.window.Ledger;
import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import org.jspecify.annotations.Nullable;

/// What this instance's memory keeps of one key. Guarded by its stripe's lock.
final class LocalLedger extends Ledger {
  /// Whose it is, and [WindowKey#hashCode] of that.
  final WindowKey key;

  final int hash;

  /// The next in its chain of the table.
  @Nullable LocalLedger next;

  private final StripeBudget budget;
  private final boolean shared;
  private Window window;

  /// Requests that the store is being asked about.
  int asked;

  /// How many of the newest events the store does not know yet.
  int ahead;

  /// The record of a block that the store does not know yet.
  @Nullable AuditDraft unrecorded;

  /// From when on the store is asked again whether a block that it told of still holds.
  long recheckAt;

  /// @param hash of the key
  LocalLedger(
      WindowKey key, int hash, Window window, SlidingLog log, StripeBudget budget, boolean shared) {
    super(log, null);
    this.key = key;
    this.hash = hash;
    this.shared = shared;
    this.window = shared ? window.withoutBlock() : window;
    this.budget = budget;
  }

  /// Whether it stands for every key that found no place of its own. It has no block, which would
  /// fall on many for what others did, and the store is never told of its events, which are
  /// nobody's.
  boolean isShared() {
    return shared;
  }

  /// The window as it was last asked; of a shared one, without its block.
  Window window() {
    return window;
  }

  /// Nothing is written where nothing changes: a write to an old object costs a collector's mark.
  @SuppressWarnings("ReferenceEquality") // comparing what is in it costs more than the mark
  void setWindow(Window asked) {
    if (asked != window) {
      window = shared ? asked.withoutBlock() : asked;
    }
  }

  @Override
  protected boolean hasSpace() {
    return log().size() < log().slots() || budget.allows(log().slots());
  }

  @Override
  protected void grown(int slots) {
    budget.take(slots);
  }

  @Override
  protected int reserved() {
    return asked;
  }

  /// Whether the store has yet to hear of an event or a block.
  boolean isAhead() {
    return ahead > 0 || unrecorded != null;
  }

  boolean isBlocked(long now) {
    Block block = block();
    return block != null && block.rest(now) > 0;
  }

  /// Forgets its events and its block.
  void forget() {
    clear();
    ahead = 0;
    unrecorded = null;
  }

  /// Whether forgetting it changes no later decision, even where the clock is put back by as much
  /// as a log stands still for.
  boolean isIdle(long now) {
    Block block = block();
    return asked == 0
        && !isAhead()
        && (block == null || block.isForgotten(now))
        && log().isOver(now, window.spanMillis());
  }
}
