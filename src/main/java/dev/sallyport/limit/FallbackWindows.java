package dev.sallyport.limit;

import dev.sallyport.limit.LocalShadow.Handover;
import dev.sallyport.limit.LocalShadow.Route;
import dev.sallyport.limit.Patience.Unanswered;
import dev.sallyport.store.Windows;
import dev.sallyport.store.Windows.BlockAudit;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store's windows while it answers within [#PATIENCE], and this instance's own while it does
/// not (P6). One unanswered question is enough to change over; the question itself is then decided
/// in memory. In the background the store is tried every [#PROBE_EVERY]; when it has taken in what
/// memory admitted meanwhile, it decides again.
///
/// A store that had begun to decide when patience ended may still charge what memory then decides
/// as well, and what is carried over in an answer that comes too late is carried again. Either
/// makes a window fuller than it is, never emptier.
final class FallbackWindows implements AutoCloseable {
  /// How long a request waits for the store at most, unless told otherwise.
  static final Duration PATIENCE = Duration.ofMillis(100);

  /// How long the store may take over what it has missed.
  static final Duration CARRY_PATIENCE = Duration.ofSeconds(2);

  static final Duration PROBE_EVERY = Duration.ofMillis(500);

  /// The most questions that wait for the store at a time.
  static final int MOST_ASKING = 1_024;

  /// The most keys that are carried over in one transaction.
  static final int MOST_CARRIED = 256;

  private static final Logger LOG = LoggerFactory.getLogger(FallbackWindows.class);

  private final Windows store;
  private final InMemoryWindows memory;
  private final LocalShadow shadow;
  private final InstantSource clock;
  private final LimitListener listener;
  private final Duration waitAtMost;
  private final Executor later;
  private final Patience patience = new Patience(MOST_ASKING);
  private final AtomicBoolean probeIsDue = new AtomicBoolean();
  private final ReentrantLock probing = new ReentrantLock();
  private final AtomicReference<Degradation> degradation = new AtomicReference<>(Degradation.NONE);
  private volatile boolean closed;

  /// @param waitAtMost how long a request waits for the store at most
  /// @param later runs a task after [#PROBE_EVERY]
  FallbackWindows(
      Windows store,
      InMemoryWindows memory,
      InstantSource clock,
      LimitListener listener,
      Duration waitAtMost,
      Executor later) {
    this.store = store;
    this.memory = memory;
    this.shadow = new LocalShadow(memory);
    this.clock = clock;
    this.listener = listener;
    this.waitAtMost = waitAtMost;
    this.later = later;
  }

  Decision decide(List<Window> windows, BlockAudit audit) {
    if (degradation().isDegraded()) {
      return shadow.decide(windows, audit);
    }
    return switch (shadow.route(windows, audit)) {
      case Route.Decided(Decision decision, boolean ahead) -> {
        // Such as what was admitted while the store took over: someone has to carry it.
        if (ahead) {
          probeLater();
        }
        yield decision;
      }
      case Route.Ask(List<LocalLedger> ledgers) -> ask(windows, ledgers, audit);
    };
  }

  List<WindowReading> peek(List<Window> windows) {
    if (!degradation().isDegraded()) {
      try {
        return patience.within(waitAtMost, () -> store.peek(windows));
      } catch (Unanswered unanswered) {
        degrade(unanswered);
      }
    }
    return memory.peek(windows);
  }

  Degradation degradation() {
    return Objects.requireNonNull(degradation.get());
  }

  /// Tries the store, and gives it its work back where it answers.
  ///
  /// Keys that are ahead go on being decided in memory until their events have been carried, so
  /// the store may be trusted with all others first.
  void probe() {
    probeIsDue.set(false);
    probing.lock();
    try {
      if (closed) {
        return;
      }
      carry();
      restore();
      while (carry()) {
        LOG.debug("more was admitted in memory while the store took over");
      }
    } catch (Unanswered unanswered) {
      degrade(unanswered);
      probeLater();
    } finally {
      probing.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private Decision ask(List<Window> windows, List<LocalLedger> ledgers, BlockAudit audit) {
    Decision decision;
    try {
      decision = patience.within(waitAtMost, () -> store.decide(windows, audit));
    } catch (Unanswered unanswered) {
      degrade(unanswered);
      return shadow.withdraw(windows, ledgers, audit);
    }
    shadow.settle(windows, ledgers, decision);
    return decision;
  }

  /// @return whether anything was carried, so that there may be more
  private boolean carry() throws Unanswered {
    List<Handover> ahead = shadow.ahead(MOST_CARRIED);
    patience.within(
        CARRY_PATIENCE,
        () -> {
          store.carry(ahead.stream().map(Handover::carried).toList());
          return true;
        });
    shadow.carried(ahead);
    return !ahead.isEmpty();
  }

  private void degrade(Unanswered why) {
    Degradation now = new Degradation(clock.instant(), why.getMessage());
    if (closed || why.isCallersOwn() || !degradation.compareAndSet(Degradation.NONE, now)) {
      return;
    }
    // That it happened is a security event of the listener's; this is why.
    LOG.debug("rate limits are decided in this instance's memory", why);
    listener.degraded(why.getMessage());
    probeLater();
  }

  private void restore() {
    if (degradation.getAndSet(Degradation.NONE).isDegraded()) {
      listener.restored();
    }
  }

  private void probeLater() {
    if (probeIsDue.compareAndSet(false, true)) {
      later.execute(this::probe);
    }
  }
}
