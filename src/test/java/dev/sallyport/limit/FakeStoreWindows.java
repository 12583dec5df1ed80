package dev.sallyport.limit;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.Windows;
import dev.sallyport.window.Block;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Ledger;
import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowReading;
import dev.sallyport.window.WindowRules;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A store in a map that can be taken away, and made to hang until it is let go.
final class FakeStoreWindows implements Windows {
  static final BlockAudit NO_BLOCK =
      blocked -> {
        throw new AssertionError("no block begins here");
      };

  final List<AuditDraft> audited = new ArrayList<>();
  private final Map<WindowKey, Ledger> ledgers = new HashMap<>();
  private final InstantSource clock;
  private volatile boolean away;
  private volatile Runnable whenCarried = () -> {};
  private volatile @Nullable CountDownLatch hanging;
  private int questions;

  FakeStoreWindows(InstantSource clock) {
    this.clock = clock;
  }

  void goAway() {
    away = true;
  }

  void comeBack() {
    away = false;
    CountDownLatch latch = hanging;
    hanging = null;
    if (latch != null) {
      latch.countDown();
    }
  }

  void hang() {
    hanging = new CountDownLatch(1);
  }

  /// How often it was asked anything.
  synchronized int questions() {
    return questions;
  }

  @Override
  public Decision decide(List<Window> windows, BlockAudit audit) {
    answer();
    synchronized (this) {
      Decision decision = WindowRules.decide(windows, ledgersOf(windows), clock.millis());
      if (decision instanceof Decision.Full full) {
        full.readings().stream()
            .filter(WindowReading::refused)
            .forEach(reading -> audited.add(audit.of(reading)));
      }
      return decision;
    }
  }

  @Override
  public List<WindowReading> peek(List<Window> windows) {
    answer();
    synchronized (this) {
      return WindowRules.peek(windows, ledgersOf(windows), clock.millis());
    }
  }

  /// Runs once, after events were carried and before the carrier knows of it.
  void whenCarried(Runnable event) {
    whenCarried = event;
  }

  @Override
  public void carry(List<Carried> carried) {
    answer();
    try {
      takeIn(carried);
    } finally {
      Runnable event = whenCarried;
      whenCarried = () -> {};
      event.run();
    }
  }

  private void takeIn(List<Carried> carried) {
    synchronized (this) {
      long now = clock.millis();
      for (Carried each : carried) {
        Ledger ledger = ledgersOf(List.of(each.window())).getFirst();
        long[] stamps = each.ages().clone();
        for (int i = 0; i < stamps.length; i++) {
          stamps[i] = now - stamps[i];
        }
        ledger.log().merge(stamps, each.window().limit());
        if (each.block() != null) {
          ledger.setBlock(each.block());
        }
        if (each.audit() != null) {
          audited.add(each.audit());
        }
      }
    }
  }

  @Override
  public synchronized List<ActiveBlock> blocks(int limit) {
    answer();
    List<ActiveBlock> blocks = new ArrayList<>();
    ledgers.forEach(
        (key, ledger) -> {
          Block block = ledger.block();
          if (block != null && block.rest(clock.millis()) > 0) {
            blocks.add(new ActiveBlock(key, block, block.rest(clock.millis())));
          }
        });
    return blocks;
  }

  @Override
  public synchronized int clear(WindowKey.Scope scope, String subject, AuditDraft audit) {
    answer();
    int before = ledgers.size();
    ledgers.keySet().removeIf(key -> key.scope() == scope && key.subject().equals(subject));
    audited.add(audit);
    return before - ledgers.size();
  }

  @Override
  public int purge(int limit) {
    return 0;
  }

  private List<Ledger> ledgersOf(List<Window> windows) {
    return windows.stream()
        .map(
            window ->
                ledgers.computeIfAbsent(window.key(), key -> new Ledger(new SlidingLog(), null)))
        .toList();
  }

  private void answer() {
    synchronized (this) {
      questions++;
    }
    CountDownLatch latch = hanging;
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailableException("interrupted before anything was done", e);
      }
    }
    if (away) {
      throw new StoreUnavailableException("taken away by the test");
    }
  }
}
