package dev.sallyport.limit;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.store.Windows.BlockAudit;
import dev.sallyport.store.Windows.Carried;
import dev.sallyport.window.Block;
import dev.sallyport.window.Decision;
import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// This instance's memory of what the store decides, and what it decides in the store's stead.
///
/// It counts what the store admits to this instance and what is being asked of it, so that when the
/// store goes away the memory goes on from there; and it knows which of its own events the store
/// has not heard of, so that nobody's window is empty when the store comes back. A key that is
/// ahead of the store is decided here until its events have been carried over. So one instance
/// never admits more than the limit in any window, across both changes; several that have lost
/// their store admit at most the limit each.
final class LocalShadow {
  /// For how long a block that the store told of is believed without asking again. A block that an
  /// operator has cleared through another instance ends here within this time.
  static final long RECHECK_MILLIS = 1_000;

  private final InMemoryWindows windows;

  LocalShadow(InMemoryWindows windows) {
    this.windows = windows;
  }

  /// Who decides a request.
  sealed interface Route {
    /// @param ahead whether because the store has yet to hear of what was admitted here
    record Decided(Decision decision, boolean ahead) implements Route {}

    /// The store; [#settle] must follow, whatever comes of it.
    record Ask(List<LocalLedger> ledgers) implements Route {}
  }

  /// Decides what the store need not be asked, and otherwise notes that it is being asked.
  Route route(List<Window> asked, BlockAudit audit) {
    return windows.together(
        asked,
        now -> {
          List<LocalLedger> ledgers = windows.ledgersFor(asked, now);
          boolean ahead = ledgers.stream().anyMatch(LocalLedger::isAhead);
          if (ahead || isKnownBlocked(ledgers, now)) {
            return new Route.Decided(decide(asked, ledgers, audit, now), ahead);
          }
          ledgers.forEach(ledger -> ledger.asked++);
          return new Route.Ask(ledgers);
        });
  }

  /// Takes in the store's answer.
  void settle(List<Window> asked, List<LocalLedger> ledgers, Decision decision) {
    windows.together(
        asked,
        now -> {
          ledgers.forEach(ledger -> ledger.asked--);
          if (decision instanceof Decision.Admitted) {
            windows.record(asked, ledgers, now);
          }
          for (int i = 0; i < ledgers.size(); i++) {
            mirror(ledgers.get(i), decision.readings().get(i), now);
          }
          return decision;
        });
  }

  /// Decides what the store was asked and has not answered.
  Decision withdraw(List<Window> asked, List<LocalLedger> ledgers, BlockAudit audit) {
    return windows.together(
        asked,
        now -> {
          ledgers.forEach(ledger -> ledger.asked--);
          return decide(asked, ledgers, audit, now);
        });
  }

  /// Decides while the store is away.
  Decision decide(List<Window> asked, BlockAudit audit) {
    return windows.together(
        asked, now -> decide(asked, windows.ledgersFor(asked, now), audit, now));
  }

  /// What the store has not heard of, at most `limit` keys.
  List<Handover> ahead(int limit) {
    List<Handover> found = new ArrayList<>();
    windows.forEach(
        (ledger, now) -> {
          if (found.size() < limit && ledger.isAhead()) {
            found.add(Handover.of(ledger, now));
          }
        });
    return found;
  }

  /// The store has heard of these.
  void carried(List<Handover> handovers) {
    for (Handover each : handovers) {
      windows.together(List.of(each.carried().window()), now -> each.done());
    }
  }

  /// What one key is ahead by.
  record Handover(LocalLedger ledger, int events, Carried carried) {
    private static Handover of(LocalLedger ledger, long now) {
      SlidingLog log = ledger.log();
      long[] ages =
          log.newest(Math.min(ledger.ahead, log.count(now, ledger.window().spanMillis())));
      for (int i = 0; i < ages.length; i++) {
        ages[i] = Math.max(0, now - ages[i]);
      }
      AuditDraft unrecorded = ledger.unrecorded;
      Block block = unrecorded == null ? null : ledger.block();
      long blockAge = block == null ? 0 : Math.max(0, now - block.startedAt());
      return new Handover(
          ledger, ledger.ahead, new Carried(ledger.window(), ages, block, blockAge, unrecorded));
    }

    /// Whether the key is now level with the store.
    private boolean done() {
      ledger.ahead = Math.max(0, ledger.ahead - events);
      if (Objects.equals(ledger.unrecorded, carried.audit())) {
        ledger.unrecorded = null;
      }
      return !ledger.isAhead();
    }
  }

  private Decision decide(
      List<Window> asked, List<LocalLedger> ledgers, BlockAudit audit, long now) {
    Decision decision = windows.decide(asked, ledgers, now);
    for (int i = 0; i < ledgers.size(); i++) {
      LocalLedger ledger = ledgers.get(i);
      WindowReading reading = decision.readings().get(i);
      switch (decision) {
        case Decision.Admitted _ -> ledger.ahead += ledger.isShared() ? 0 : 1;
        case Decision.Full _ when reading.refused() && reading.blockedFor() > 0 ->
            ledger.unrecorded = audit.of(reading);
        case Decision.Full _, Decision.Blocked _ -> {}
      }
    }
    return decision;
  }

  /// Refusing those who are blocked from memory keeps a flood of them away from the store's writer.
  private static boolean isKnownBlocked(List<LocalLedger> ledgers, long now) {
    boolean known = false;
    for (LocalLedger ledger : ledgers) {
      if (ledger.isBlocked(now)) {
        known |= now < ledger.recheckAt;
        ledger.recheckAt = now < ledger.recheckAt ? ledger.recheckAt : now + RECHECK_MILLIS;
      }
    }
    return known;
  }

  private static void mirror(LocalLedger ledger, WindowReading reading, long now) {
    if (ledger.isShared() || ledger.unrecorded != null) {
      return;
    }
    if (reading.blockedFor() > 0) {
      ledger.setBlock(new Block(reading.level(), now, now + reading.blockedFor()));
      ledger.recheckAt = now + RECHECK_MILLIS;
    } else if (ledger.isBlocked(now)) {
      ledger.setBlock(null);
    }
  }
}
