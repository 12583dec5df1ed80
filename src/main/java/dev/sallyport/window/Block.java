package dev.sallyport.window;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A time in which a key is refused whatever its window holds. The first lasts as long as the
/// policy says; one that begins within a day of the last one's end lasts twice as long as that, up
/// to [#LONGEST]. After a quiet day the count begins anew.
///
/// The day is counted from the end, because counted from its start a block of a day would have been
/// forgotten by its own end.
///
/// @param level 1 for the first, one more for each that follows within a day
/// @param startedAt milliseconds of the epoch
/// @param until milliseconds of the epoch; from then on the key is free
public record Block(int level, long startedAt, long until) {
  public static final Duration LONGEST = Duration.ofHours(24);
  public static final Duration QUIET = Duration.ofHours(24);

  /// Doubling a millisecond this often is past [#LONGEST] already.
  public static final int HIGHEST_LEVEL = 28;

  public Block {
    if (level < 1 || level > HIGHEST_LEVEL) {
      throw new IllegalArgumentException("a block's level is 1 to " + HIGHEST_LEVEL);
    }
    if (until < startedAt) {
      throw new IllegalArgumentException("a block ends after it starts");
    }
  }

  /// The block that a refusal starts now.
  static Block after(@Nullable Block previous, Duration base, long now) {
    int level =
        previous == null || previous.isForgotten(now)
            ? 1
            : Math.min(HIGHEST_LEVEL, previous.level() + 1);
    long length = Math.min(LONGEST.toMillis(), base.toMillis() << (level - 1));
    return new Block(level, now, now + length);
  }

  /// How many milliseconds are left; 0 once it is over.
  ///
  /// A block from the future was set by a clock that has since been put right by more than anyone
  /// should wait for: it is over, and the window alone still holds.
  public long rest(long now) {
    if (startedAt - now > SlidingLog.MOST_STEP_BACK.toMillis()) {
      return 0;
    }
    return Math.max(0, until - now);
  }

  /// Whether a quiet day has passed since.
  public boolean isForgotten(long now) {
    return now - until >= QUIET.toMillis()
        || startedAt - now > SlidingLog.MOST_STEP_BACK.toMillis();
  }
}
