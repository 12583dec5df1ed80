package dev.sallyport.limit;

import dev.sallyport.window.WindowKey;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The ledgers of one stripe by their keys. Each ledger is a link of its chain itself and knows its
/// key's hash: where thousands of keys are asked in no order, what lies between a key and its
/// ledger is memory that is not at hand, and a hash is worked out once for a decision.
///
/// A chain has one ledger on average, and with keys that were made to meet as many as a stripe has
/// keys.
final class LedgerTable {
  private static final int FEWEST_CHAINS = 16;

  /// The hashes of one stripe's keys have their high bits in common after the spreading, and these
  /// are far from them.
  private static final int SPREAD_BITS = 16;

  /// Their number is a power of two.
  private @Nullable LocalLedger[] chains = new LocalLedger[FEWEST_CHAINS];

  private int size;

  int size() {
    return size;
  }

  /// The ledger of a key.
  @SuppressWarnings("ReferenceEquality") // the same key nearly always, and then as good as equal
  @Nullable LocalLedger find(WindowKey key, int hash) {
    LocalLedger each = chains[chain(hash)];
    while (each != null && !(each.hash == hash && (each.key == key || each.key.equals(key)))) {
      each = each.next;
    }
    return each;
  }

  /// Adds the ledger of a key that has none.
  void add(LocalLedger ledger) {
    if (size == chains.length) {
      grow();
    }
    link(ledger);
    size++;
  }

  void forEach(Consumer<LocalLedger> visitor) {
    for (LocalLedger first : chains) {
      for (LocalLedger each = first; each != null; each = each.next) {
        visitor.accept(each);
      }
    }
  }

  void removeIf(Predicate<LocalLedger> leaves) {
    for (int i = 0; i < chains.length; i++) {
      LocalLedger kept = null;
      for (LocalLedger each = chains[i]; each != null; each = each.next) {
        if (leaves.test(each)) {
          size--;
          if (kept == null) {
            chains[i] = each.next;
          } else {
            kept.next = each.next;
          }
        } else {
          kept = each;
        }
      }
    }
  }

  private void grow() {
    @Nullable LocalLedger[] before = chains;
    chains = new LocalLedger[2 * before.length];
    for (LocalLedger first : before) {
      LocalLedger each = first;
      while (each != null) {
        LocalLedger next = each.next;
        link(each);
        each = next;
      }
    }
  }

  private void link(LocalLedger ledger) {
    int chain = chain(ledger.hash);
    ledger.next = chains[chain];
    chains[chain] = ledger;
  }

  private int chain(int hash) {
    return (hash ^ hash >>> SPREAD_BITS) & (chains.length - 1);
  }
}
