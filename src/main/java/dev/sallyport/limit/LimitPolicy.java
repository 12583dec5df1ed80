package dev.sallyport.limit;

import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import java.time.Duration;

/// How many requests a window of time may hold, and how long the first block after a refusal lasts.
///
/// @param limit requests, 1 to 100,000
/// @param window 1 second to 24 hours, whole milliseconds
/// @param block 0 to 24 hours; zero for none
public record LimitPolicy(int limit, Duration window, Duration block) {
  public LimitPolicy {
    Window.requireLimit(limit);
    Window.requireSpan(window);
    Window.requireBlock(block);
  }

  /// The window of one subject under this policy.
  Window windowOf(WindowKey key) {
    return new Window(key, limit, window, block);
  }

  /// The policy for an address, which many principals may share.
  LimitPolicy times(int factor) {
    return new LimitPolicy(Math.multiplyExact(limit, factor), window, block);
  }
}
