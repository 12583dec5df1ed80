package dev.sallyport.store.sql;

import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tells waits that they last too long. One thread looks at all of them every [#LOOK].
///
/// Hardly any wait meets its deadline, but a timer for each, as every timed wait of a virtual
/// thread sets and takes back, took a fourteenth of a busy gate's processor time.
public final class Deadlines implements AutoCloseable {
  /// How much later than its deadline a wait may be told.
  public static final Duration LOOK = Duration.ofMillis(10);

  private final LongSupplier nanos;
  private final Set<Mark> marks = ConcurrentHashMap.newKeySet();
  private final Thread thread =
      Thread.ofPlatform().name("deadlines").daemon().unstarted(this::loop);
  private volatile boolean asleep;
  private volatile boolean closed;

  /// @param nanos a clock that only goes forward
  public Deadlines(LongSupplier nanos) {
    this.nanos = nanos;
  }

  public void start() {
    thread.start();
  }

  /// What waits.
  @FunctionalInterface
  public interface Waiting {
    /// It has lasted too long; called by the thread that looks, which it must not keep.
    ///
    /// @return how much longer it may take; null where it has ended
    @Nullable Duration late();
  }

  /// A wait that is looked at until it is closed.
  public final class Mark implements AutoCloseable {
    private final Waiting waiting;
    private final int hash;
    private long until;

    private Mark(Waiting waiting, long until) {
      this.waiting = waiting;
      this.until = until;
      this.hash = Long.hashCode(Thread.currentThread().threadId());
    }

    private boolean isOver(long now) {
      if (now - until < 0) {
        return false;
      }
      Duration more = waiting.late();
      if (more == null) {
        return true;
      }
      until = now + more.toNanos();
      return false;
    }

    @Override
    public void close() {
      marks.remove(this);
    }

    /// By its thread: each has hardly ever more than one, and an object's own takes longer.
    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }
  }

  /// Looks at a wait of the calling thread from now on.
  public Mark mark(Waiting waiting, Duration longest) {
    Mark mark = new Mark(waiting, nanos.getAsLong() + longest.toNanos());
    marks.add(mark);
    if (asleep) {
      LockSupport.unpark(thread);
    }
    if (closed) {
      // Nobody looks any more; nor does anybody work any more.
      waiting.late();
    }
    return mark;
  }

  private void loop() {
    while (!closed || !marks.isEmpty()) {
      if (marks.isEmpty()) {
        asleep = true;
        // Who marks after this looks whether to wake; who has marked before is seen here.
        if (marks.isEmpty() && !closed) {
          LockSupport.park(this);
        }
        asleep = false;
      }
      LockSupport.parkNanos(this, LOOK.toNanos());
      look();
    }
  }

  /// How many waits are looked at.
  int waiting() {
    return marks.size();
  }

  void look() {
    long now = nanos.getAsLong();
    for (Iterator<Mark> each = marks.iterator(); each.hasNext(); ) {
      if (each.next().isOver(now)) {
        each.remove();
      }
    }
  }

  /// To be called when nothing is worked on any more; what still waits is told once it is late.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
