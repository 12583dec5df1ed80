package dev.sallyport.bench;

import dev.sallyport.window.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an exact sliding window is, as plainly as it can be written: every admitted event is kept
/// and all are counted. Shares nothing with what it judges.
final class ExactLog {
  private final Map<String, List<Long>> admitted = new HashMap<>();

  /// Whether the window has room at that time; counts the event where it has.
  boolean admits(Window window, long now) {
    List<Long> events = admitted.computeIfAbsent(window.key().subject(), _ -> new ArrayList<>());
    long from = now - window.spanMillis();
    events.removeIf(event -> event <= from);
    if (events.size() >= window.limit()) {
      return false;
    }
    events.add(now);
    return true;
  }
}
