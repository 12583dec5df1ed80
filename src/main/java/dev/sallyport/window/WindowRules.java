package dev.sallyport.window;

import java.util.ArrayList;
import java.util.List;

/// The one place that decides: on one key or on several together, all or nothing. Both the windows
/// in memory and those in a store call it while they hold the keys for themselves, so that their
/// answers cannot differ.
public final class WindowRules {
  /// What is decided together is named by bits, one each; the stores ask about two at most.
  private static final int MOST_TOGETHER = Long.SIZE;

  private static final long NONE = 0;

  private WindowRules() {}

  /// Decides and records the decision in the ledgers, which stand in the order of their windows.
  ///
  /// @param now milliseconds of the epoch, read while the ledgers were held already: a time read
  ///     before could be older than an event that another recorded meanwhile
  public static Decision decide(List<Window> windows, List<? extends Ledger> ledgers, long now) {
    if (windows.size() > MOST_TOGETHER) {
      throw new IllegalArgumentException("more windows than can be decided together");
    }
    if (windows.size() == 1) {
      return decide(windows.getFirst(), ledgers.getFirst(), now);
    }
    long blocked = NONE;
    for (int i = 0; i < ledgers.size(); i++) {
      Ledger ledger = ledgers.get(i);
      ledger.log().follow(now);
      blocked |= ledger.blockedFor(now) > 0 ? 1L << i : NONE;
    }
    if (blocked != NONE) {
      return new Decision.Blocked(readings(windows, ledgers, now, blocked));
    }
    long refusing = refusing(windows, ledgers, now);
    if (refusing != NONE) {
      return new Decision.Full(readings(windows, ledgers, now, refusing));
    }
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      ledgers.get(i).log().admit(now, window.spanMillis(), window.limit());
    }
    return new Decision.AllAdmitted(readings(windows, ledgers, now, NONE));
  }

  /// The same for one window, each of its numbers read once: the way of every request's address.
  public static Decision decide(Window window, Ledger ledger, long now) {
    SlidingLog log = ledger.log();
    log.follow(now);
    if (ledger.blockedFor(now) > 0) {
      return new Decision.Blocked(List.of(ledger.read(window, now, true)));
    }
    long span = window.spanMillis();
    int counting = log.count(now, span);
    int used = counting + ledger.reserved();
    if (used >= window.limit() || !ledger.hasSpace()) {
      if (counting >= window.limit()) {
        ledger.startBlock(window, now);
      }
      return new Decision.Full(List.of(ledger.read(window, now, true)));
    }
    log.admitBeside(counting, now, window.limit());
    // None that was admitted is blocked, and all count that were not forgotten.
    return new Decision.OneAdmitted(
        window, window.limit() - used - 1, Math.toIntExact(log.oldest() + span - now));
  }

  /// How the windows stand, changing nothing.
  public static List<WindowReading> peek(
      List<Window> windows, List<? extends Ledger> ledgers, long now) {
    return readings(windows, ledgers, now, NONE);
  }

  /// Those without room, by their bits; the ones at their limit begin their block.
  private static long refusing(List<Window> windows, List<? extends Ledger> ledgers, long now) {
    long refusing = NONE;
    for (int i = 0; i < windows.size(); i++) {
      Ledger ledger = ledgers.get(i);
      if (!ledger.hasRoom(windows.get(i), now)) {
        if (ledger.isAtLimit(windows.get(i), now)) {
          ledger.startBlock(windows.get(i), now);
        }
        refusing |= 1L << i;
      }
    }
    return refusing;
  }

  /// @param refused the bits of those because of which the request was refused
  private static List<WindowReading> readings(
      List<Window> windows, List<? extends Ledger> ledgers, long now, long refused) {
    if (windows.size() == 1) {
      return List.of(ledgers.getFirst().read(windows.getFirst(), now, refused != NONE));
    }
    List<WindowReading> readings = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      readings.add(ledgers.get(i).read(windows.get(i), now, (refused >>> i & 1) == 1));
    }
    return readings;
  }
}
