package dev.sallyport.limit;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Ledger;
import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowReading;
import dev.sallyport.window.WindowRules;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/// This instance's own windows: exact for what passes through it, and bounded in keys and in
/// events.
///
/// Keys are spread over stripes. Two keys are decided together under the locks of both their
/// stripes, taken in the order of the stripes, so that no two deciders wait for each other. The
/// clock is read under the locks.
public final class InMemoryWindows {
  /// The most keys that have a ledger of their own.
  static final int DEFAULT_MOST_KEYS = 65_536;

  /// The most events that all ledgers have room for: eight bytes each.
  static final long DEFAULT_MOST_SLOTS = 8L * 1024 * 1024;

  /// The most windows that are decided together: a principal's and an address's.
  static final int MOST_TOGETHER = 2;

  private static final int MOST_STRIPES = 64;

  /// 2 to the 32nd divided by the golden ratio (Knuth, volume 3, section 6.4).
  private static final int HASH_SPREAD = 0x9E3779B9;

  private final InstantSource clock;
  private final Stripe[] stripes;

  public InMemoryWindows(InstantSource clock, int mostKeys, long mostSlots) {
    this.clock = clock;
    int many = Math.clamp(mostKeys, 1, MOST_STRIPES);
    stripes = new Stripe[many];
    for (int i = 0; i < many; i++) {
      stripes[i] = new Stripe(mostKeys / many, mostSlots / many);
    }
  }

  /// Admits and charges all windows, or refuses and charges none.
  public Decision decide(List<Window> windows) {
    return windows.size() == 1
        ? decideAlone(windows)
        : together(windows, now -> decide(windows, ledgersFor(windows, now), now));
  }

  /// The same for one window, as every request meets it before it is known who calls.
  private Decision decideAlone(List<Window> windows) {
    Window window = windows.getFirst();
    int hash = window.key().hashCode();
    Stripe stripe = stripes[indexOf(hash)];
    stripe.enter();
    try {
      long now = clock.millis();
      stripe.step(now);
      LocalLedger ledger = stripe.ledgerFor(window, hash, now);
      return WindowRules.decide(ledger.window(), ledger, now);
    } finally {
      stripe.leave();
    }
  }

  /// How the windows stand; makes and changes nothing.
  List<WindowReading> peek(List<Window> windows) {
    return together(windows, now -> WindowRules.peek(windows, existing(windows), now));
  }

  /// Decides on ledgers that [#ledgersFor] gave, inside the same [#together].
  Decision decide(List<Window> windows, List<LocalLedger> ledgers, long now) {
    return WindowRules.decide(asTheyAreKept(windows, ledgers), ledgers, now);
  }

  /// Records an event that the store has admitted; inside [#together].
  void record(List<Window> windows, List<LocalLedger> ledgers, long now) {
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      SlidingLog log = ledgers.get(i).log();
      log.follow(now);
      log.admit(now, window.spanMillis(), window.limit());
    }
  }

  /// The ledgers of these windows, made where they are new; inside [#together].
  List<LocalLedger> ledgersFor(List<Window> windows, long now) {
    for (Window window : windows) {
      stripeOf(window).step(now);
    }
    List<LocalLedger> ledgers = new ArrayList<>(windows.size());
    for (Window window : windows) {
      int hash = window.key().hashCode();
      ledgers.add(stripes[indexOf(hash)].ledgerFor(window, hash, now));
    }
    return ledgers;
  }

  /// Runs while the windows' stripes are held.
  <T> T together(List<Window> windows, LongFunction<T> work) {
    if (windows.isEmpty() || windows.size() > MOST_TOGETHER) {
      throw new IllegalArgumentException("one or two windows are decided together");
    }
    int one = indexOf(windows.getFirst().key().hashCode());
    int other = indexOf(windows.getLast().key().hashCode());
    Stripe lower = stripes[Math.min(one, other)];
    Stripe upper = stripes[Math.max(one, other)];
    lower.enter();
    try {
      return lower == upper ? work.apply(clock.millis()) : holdingToo(upper, work);
    } finally {
      lower.leave();
    }
  }

  private <T> T holdingToo(Stripe stripe, LongFunction<T> work) {
    stripe.enter();
    try {
      return work.apply(clock.millis());
    } finally {
      stripe.leave();
    }
  }

  /// Shows every ledger, a stripe at a time, with the time it is.
  void forEach(LedgerVisitor visitor) {
    for (Stripe stripe : stripes) {
      stripe.enter();
      try {
        long now = clock.millis();
        stripe.forEach(ledger -> visitor.visit(ledger, now));
      } finally {
        stripe.leave();
      }
    }
  }

  /// Forgets what it holds of a subject.
  void clear(WindowKey.Scope scope, String subject) {
    forEach(
        (ledger, _) -> {
          WindowKey key = ledger.window().key();
          if (!ledger.isShared() && key.scope() == scope && key.subject().equals(subject)) {
            ledger.forget();
          }
        });
  }

  /// How many keys it holds.
  int keys() {
    return (int) sum(Stripe::size);
  }

  /// How many events it has room for.
  long slots() {
    return sum(Stripe::slots);
  }

  @FunctionalInterface
  interface LedgerVisitor {
    void visit(LocalLedger ledger, long now);
  }

  private interface Measure {
    long of(Stripe stripe);
  }

  private long sum(Measure measure) {
    long sum = 0;
    for (Stripe stripe : stripes) {
      stripe.enter();
      try {
        sum += measure.of(stripe);
      } finally {
        stripe.leave();
      }
    }
    return sum;
  }

  private List<Ledger> existing(List<Window> windows) {
    List<Ledger> ledgers = new ArrayList<>(windows.size());
    for (Window window : windows) {
      LocalLedger ledger = stripeOf(window).find(window);
      ledgers.add(ledger == null ? new Ledger(new SlidingLog(), null) : ledger);
    }
    return ledgers;
  }

  private static List<Window> asTheyAreKept(List<Window> windows, List<LocalLedger> ledgers) {
    boolean shared = false;
    for (int i = 0; i < ledgers.size(); i++) {
      shared |= ledgers.get(i).isShared();
    }
    if (!shared) {
      return windows;
    }
    List<Window> kept = new ArrayList<>(windows);
    for (int i = 0; i < kept.size(); i++) {
      if (ledgers.get(i).isShared()) {
        kept.set(i, kept.get(i).withoutBlock());
      }
    }
    return kept;
  }

  private Stripe stripeOf(Window window) {
    return stripes[indexOf(window.key().hashCode())];
  }

  private int indexOf(int hash) {
    // Names that differ in a digit differ in few bits of their hashes; the product's high bits
    // spread them over the stripes evenly.
    long spread = Integer.toUnsignedLong(hash * HASH_SPREAD);
    return (int) ((spread * stripes.length) >>> Integer.SIZE);
  }
}
