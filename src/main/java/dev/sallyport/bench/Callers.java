package dev.sallyport.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Callers that work side by side for a while.
///
/// Without a rate each begins again as soon as it has ended, which shows what can be reached but
/// hides waits: a stalled gate is asked less. With a rate each piece of work has its planned start,
/// and what waits for a free caller waits on the record: also what still waits at the end, which is
/// given some more time, and what has not begun even then.
final class Callers {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /// How long callers go on, after the time is over, with work that was planned within it. What has
  /// not begun by then has waited so long at least, which is no wait that flatters.
  static final Duration LONGEST_TAIL = Duration.ofSeconds(10);

  /// How often the progress line is told.
  private static final Duration TICK = Duration.ofMillis(500);

  private final int many;
  private final LongSupplier nanos;
  private final @Nullable Progress progress;

  /// @param progress who is told how far they are; null for nobody
  Callers(int many, LongSupplier nanos, @Nullable Progress progress) {
    this.many = many;
    this.nanos = nanos;
    this.progress = progress;
  }

  /// A piece of work.
  @FunctionalInterface
  interface Work {
    /// @param caller from 0
    /// @param planned when it should have begun, on the clock for durations
    void run(int caller, long planned) throws Exception;
  }

  /// Is told of work that was planned and never began.
  @FunctionalInterface
  interface Waiting {
    /// @param waited so far, in nanoseconds
    void stillWaits(long waited);
  }

  /// What was done, and in which time.
  record Done(long pieces, double seconds) {
    double perSecond() {
      return pieces / seconds;
    }
  }

  Done asFastAsPossible(Duration howLong, Work work) throws Exception {
    return run(new Plan(howLong, 0, Long.MAX_VALUE), work, new AtomicLong());
  }

  /// @param most pieces of work, also where the time would be enough for more
  Done asFastAsPossible(Duration howLong, long most, Work work) throws Exception {
    return run(new Plan(howLong, 0, most), work, new AtomicLong());
  }

  /// @param perSecond how many pieces begin a second, over all callers
  Done atRate(Duration howLong, double perSecond, Work work, Waiting waiting) throws Exception {
    long interval = Math.max(1, (long) (SECOND / perSecond));
    long planned = Math.ceilDiv(howLong.toNanos(), interval);
    AtomicLong tickets = new AtomicLong();
    long began = nanos.getAsLong();
    Done done = run(new Plan(howLong, interval, planned), work, tickets);
    long over = nanos.getAsLong();
    for (long ticket = tickets.get(); ticket < planned; ticket++) {
      waiting.stillWaits(over - began - ticket * interval);
    }
    return new Done(done.pieces(), Math.max(done.seconds(), (double) howLong.toNanos() / SECOND));
  }

  /// @param interval between two planned starts, in nanoseconds; 0 for as soon as a caller is free
  /// @param most pieces of work
  private record Plan(Duration howLong, long interval, long most) {
    /// For how long work is begun.
    long end() {
      return howLong.toNanos() + (interval > 0 ? LONGEST_TAIL.toNanos() : 0);
    }
  }

  /// @param tickets counts what has begun
  private Done run(Plan plan, Work work, AtomicLong tickets) throws Exception {
    AtomicLong pieces = new AtomicLong();
    AtomicBoolean failed = new AtomicBoolean();
    long began = nanos.getAsLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int caller = i;
        all.add(
            threads.submit(
                () -> {
                  // One that fails ends the others too.
                  boolean whole = false;
                  try {
                    while (!failed.get() && nanos.getAsLong() - began < plan.end()) {
                      AtExit.unlessEnding();
                      long ticket = tickets.getAndIncrement();
                      if (ticket >= plan.most()) {
                        break;
                      }
                      work.run(caller, start(plan, began, ticket));
                      pieces.incrementAndGet();
                    }
                    whole = true;
                  } finally {
                    failed.compareAndSet(false, !whole);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        while (!ended(one)) {
          tell(Duration.ofNanos(nanos.getAsLong() - began), plan.howLong());
        }
      }
    }
    return new Done(pieces.get(), (double) (nanos.getAsLong() - began) / SECOND);
  }

  private long start(Plan plan, long began, long ticket) throws InterruptedException {
    return plan.interval() > 0 ? await(began + ticket * plan.interval()) : nanos.getAsLong();
  }

  private long await(long planned) throws InterruptedException {
    for (long rest = planned - nanos.getAsLong(); rest > 0; rest = planned - nanos.getAsLong()) {
      LockSupport.parkNanos(rest);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return planned;
  }

  private void tell(Duration since, Duration of) {
    if (progress != null) {
      progress.goesOn(since, of);
    }
  }

  private static boolean ended(Future<?> one) throws Exception {
    try {
      one.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillWorks) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    }
  }
}
