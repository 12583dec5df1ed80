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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Callers that work side by side for a while.
///
/// Without a rate each begins again as soon as it has ended, which shows what can be reached but
/// hides waits: a stalled gate is asked less. With a rate each piece of work has its planned start,
/// and what waits for a free caller waits on the record.
final class Callers {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

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

  /// What was done, and in which time.
  record Done(long pieces, double seconds) {
    double perSecond() {
      return pieces / seconds;
    }
  }

  Done asFastAsPossible(Duration howLong, Work work) throws Exception {
    return run(howLong, 0, Long.MAX_VALUE, work);
  }

  /// @param most pieces of work, also where the time would be enough for more
  Done asFastAsPossible(Duration howLong, long most, Work work) throws Exception {
    return run(howLong, 0, most, work);
  }

  /// @param perSecond how many pieces begin a second, over all callers
  Done atRate(Duration howLong, double perSecond, Work work) throws Exception {
    return run(howLong, Math.max(1, (long) (SECOND / perSecond)), Long.MAX_VALUE, work);
  }

  private Done run(Duration howLong, long interval, long most, Work work) throws Exception {
    AtomicLong tickets = new AtomicLong();
    AtomicLong pieces = new AtomicLong();
    long began = nanos.getAsLong();
    long end = howLong.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int caller = i;
        all.add(
            threads.submit(
                () -> {
                  while (nanos.getAsLong() - began < end) {
                    long ticket = tickets.getAndIncrement();
                    long planned = began + ticket * interval;
                    if (ticket >= most || (interval > 0 && planned - began >= end)) {
                      break;
                    }
                    long start = interval > 0 ? await(planned) : nanos.getAsLong();
                    work.run(caller, start);
                    pieces.incrementAndGet();
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        while (!ended(one)) {
          tell(Duration.ofNanos(nanos.getAsLong() - began), howLong);
        }
      }
    }
    return new Done(pieces.get(), (double) (nanos.getAsLong() - began) / SECOND);
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
