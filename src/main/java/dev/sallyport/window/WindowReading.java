package dev.sallyport.window;

/// How a window stands right after it was asked.
///
/// @param remaining how many more it would admit now; 0 while blocked
/// @param untilMore milliseconds until the oldest event leaves it, so that it would admit one more;
///     its whole length where it is empty
/// @param blockedFor milliseconds until its block ends; 0 where it has none
/// @param level the level of that block; 0 where it has none
/// @param refused whether this window is why the request was refused
public record WindowReading(
    Window window, int remaining, long untilMore, long blockedFor, int level, boolean refused) {

  /// Milliseconds within which no more than `remaining` can be admitted.
  public long effectiveWindow() {
    return remaining == 0 ? Math.max(untilMore, blockedFor) : untilMore;
  }
}
