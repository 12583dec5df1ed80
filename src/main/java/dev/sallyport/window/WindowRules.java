package dev.sallyport.window;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The one place that decides: on one key or on several together, all or nothing. Both the windows
/// in memory and those in a store call it while they hold the keys for themselves, so that their
/// answers cannot differ.
public final class WindowRules {
  private WindowRules() {}

  /// Decides and records the decision in the ledgers, which stand in the order of their windows.
  ///
  /// @param now milliseconds of the epoch, read while the ledgers were held already: a time read
  ///     before could be older than an event that another recorded meanwhile
  public static Decision decide(List<Window> windows, List<? extends Ledger> ledgers, long now) {
    for (Ledger ledger : ledgers) {
      ledger.log().follow(now);
    }
    if (ledgers.stream().anyMatch(ledger -> ledger.blockedFor(now) > 0)) {
      return new Decision.Blocked(
          readings(windows, ledgers, now, ledger -> ledger.blockedFor(now) > 0));
    }
    List<Ledger> refusing = refusing(windows, ledgers, now);
    if (!refusing.isEmpty()) {
      return new Decision.Full(readings(windows, ledgers, now, refusing::contains));
    }
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      ledgers.get(i).log().admit(now, window.span().toMillis(), window.limit());
    }
    return new Decision.Admitted(readings(windows, ledgers, now, ledger -> false));
  }

  /// How the windows stand, changing nothing.
  public static List<WindowReading> peek(
      List<Window> windows, List<? extends Ledger> ledgers, long now) {
    return readings(windows, ledgers, now, ledger -> false);
  }

  /// Those without room; the ones at their limit begin their block.
  private static List<Ledger> refusing(
      List<Window> windows, List<? extends Ledger> ledgers, long now) {
    List<Ledger> refusing = List.of();
    for (int i = 0; i < windows.size(); i++) {
      Ledger ledger = ledgers.get(i);
      if (!ledger.hasRoom(windows.get(i), now)) {
        if (ledger.isAtLimit(windows.get(i), now)) {
          ledger.startBlock(windows.get(i), now);
        }
        refusing = refusing.isEmpty() ? new ArrayList<>(windows.size()) : refusing;
        refusing.add(ledger);
      }
    }
    return refusing;
  }

  private static List<WindowReading> readings(
      List<Window> windows, List<? extends Ledger> ledgers, long now, Predicate<Ledger> refused) {
    List<WindowReading> readings = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      Ledger ledger = ledgers.get(i);
      readings.add(ledger.read(windows.get(i), now, refused.test(ledger)));
    }
    return readings;
  }
}
