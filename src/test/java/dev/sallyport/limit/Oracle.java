package dev.sallyport.limit;

import dev.sallyport.window.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The definition of an exact sliding window, as naively as it can be written: every event that was
/// ever admitted is kept, and all are counted each time. Shares nothing with what it judges.
public final class Oracle {
  private final Map<String, List<Long>> admitted = new HashMap<>();

  /// Whether the windows should admit an event at this time; records it if they should.
  public boolean admits(List<Window> windows, long clock) {
    for (Window window : windows) {
      if (countIn(window, clock) >= window.limit()) {
        return false;
      }
    }
    for (Window window : windows) {
      events(window).add(timeOf(window, clock));
    }
    return true;
  }

  /// How many admitted events lie in (now - span, now].
  public int countIn(Window window, long clock) {
    long now = timeOf(window, clock);
    int count = 0;
    for (long event : events(window)) {
      if (event > now - window.span().toMillis() && event <= now) {
        count++;
      }
    }
    return count;
  }

  /// The most events that any window of that length holds, over the whole history.
  public int fullest(Window window) {
    int most = 0;
    for (long end : events(window)) {
      int held = 0;
      for (long event : events(window)) {
        if (event > end - window.span().toMillis() && event <= end) {
          held++;
        }
      }
      most = Math.max(most, held);
    }
    return most;
  }

  /// Drops what can never count again, so that a long trace ends in reasonable time.
  public void forgetBefore(long time) {
    admitted.values().forEach(events -> events.removeIf(event -> event < time));
  }

  private long timeOf(Window window, long clock) {
    long time = clock;
    for (long event : events(window)) {
      time = Math.max(time, event);
    }
    return time;
  }

  private List<Long> events(Window window) {
    return admitted.computeIfAbsent(window.key().toString(), key -> new ArrayList<>());
  }
}
