package dev.sallyport.window;

import org.jspecify.annotations.Nullable;

/// What is kept of one key: its events and its newest block. Not safe for threads; whoever holds it
/// decides alone.
///
/// It is the log of its events rather than having one: where thousands of keys are asked in no
/// order, each object on the way to the events is memory that is not at hand.
public non-sealed class Ledger extends SlidingLog {
  private @Nullable Block block;

  /// Takes the events over; the log that they were in is not used any more.
  public Ledger(SlidingLog log, @Nullable Block block) {
    super(log);
    this.block = block;
  }

  /// Its events.
  public final SlidingLog log() {
    return this;
  }

  public final @Nullable Block block() {
    return block;
  }

  public final void setBlock(@Nullable Block block) {
    this.block = block;
  }

  /// Forgets everything.
  @Override
  public final void clear() {
    super.clear();
    block = null;
  }

  /// Whether one more event may be recorded for another reason than the limit.
  protected boolean hasSpace() {
    return true;
  }

  /// Events that may yet be admitted elsewhere and are counted as if they were.
  protected int reserved() {
    return 0;
  }

  final long blockedFor(long now) {
    return block == null ? 0 : block.rest(now);
  }

  /// Whether as many events were admitted as may be.
  final boolean isAtLimit(Window window, long now) {
    return count(now, window.spanMillis()) >= window.limit();
  }

  final boolean hasRoom(Window window, long now) {
    return hasSpace() && count(now, window.spanMillis()) + reserved() < window.limit();
  }

  final void startBlock(Window window, long now) {
    if (window.block().isPositive()) {
      block = Block.after(block, window.block(), now);
    }
  }

  final WindowReading read(Window window, long now, boolean refused) {
    long span = window.spanMillis();
    int used = count(now, span) + reserved();
    long blocked = blockedFor(now);
    return new WindowReading(
        window,
        blocked > 0 ? 0 : Math.max(0, window.limit() - used),
        untilNextLeaves(now, span),
        blocked,
        blocked > 0 && block != null ? block.level() : 0,
        refused);
  }
}
