package dev.sallyport.window;

import java.time.Duration;

/// A window to be asked: its key and the numbers that hold for it now.
///
/// @param limit how many events any span of this length may hold, 1 to [#MOST_LIMIT]
/// @param spanMillis the window's length, [#SHORTEST_SPAN] to [#LONGEST_SPAN], in milliseconds, as
///     every decision needs it
/// @param block how long the first block lasts, zero to [Block#LONGEST]; zero means that a refusal
///     starts none
public record Window(WindowKey key, int limit, long spanMillis, Duration block) {
  /// Bounds the memory and the row of one key: eight bytes an event.
  public static final int MOST_LIMIT = 1_000_000;

  public static final Duration SHORTEST_SPAN = Duration.ofSeconds(1);
  public static final Duration LONGEST_SPAN = Duration.ofHours(24);

  public Window {
    requireLimit(limit);
    requireSpanMillis(spanMillis);
    requireBlock(block);
  }

  public Window(WindowKey key, int limit, Duration span, Duration block) {
    this(key, limit, millis(span), block);
  }

  /// The window's length.
  public Duration span() {
    return Duration.ofMillis(spanMillis);
  }

  /// Fails with a sentence that names the value where it is out of bounds.
  public static void requireLimit(int limit) {
    if (limit < 1 || limit > MOST_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + MOST_LIMIT + ", not " + limit);
    }
  }

  /// Fails with a sentence that names the value where it is out of bounds.
  public static void requireSpan(Duration span) {
    if (span.compareTo(SHORTEST_SPAN) < 0 || span.compareTo(LONGEST_SPAN) > 0) {
      throw new IllegalArgumentException("window must be 1s to 24h, not " + span);
    }
    if (!span.equals(Duration.ofMillis(span.toMillis()))) {
      throw new IllegalArgumentException("window must be whole milliseconds, not " + span);
    }
  }

  private static void requireSpanMillis(long span) {
    if (span < SHORTEST_SPAN.toMillis() || span > LONGEST_SPAN.toMillis()) {
      requireSpan(Duration.ofMillis(span));
    }
  }

  private static long millis(Duration span) {
    requireSpan(span);
    return span.toMillis();
  }

  /// Fails with a sentence that names the value where it is out of bounds.
  public static void requireBlock(Duration block) {
    if (block.isNegative() || block.compareTo(Block.LONGEST) > 0) {
      throw new IllegalArgumentException("block must be 0s to 24h, not " + block);
    }
  }

  /// The same window where a refusal starts no block.
  public Window withoutBlock() {
    return new Window(key, limit, spanMillis, Duration.ZERO);
  }
}
