package dev.sallyport.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/// Lets one thread through at a time, where that takes some tens of nanoseconds and waits for
/// nothing: one atomic step to enter, and none to leave. A lock that knows who waits for it takes
/// two, and that is as much as all the rest of a decision.
///
/// Whoever finds it taken looks again for a little, and then naps between looks, so that a thread
/// that was put aside while it was inside gets a processor. It is not reentrant.
class Turnstile {
  private static final int FREE = 0;
  private static final int TAKEN = 1;

  /// How often a thread looks again before it naps: longer than a decision takes.
  private static final int MOST_LOOKS = 128;

  /// Each nap is twice as long as the one before: where many wait, whoever wakes up in vain takes
  /// the processor from the one inside.
  private static final long SHORTEST_NAP_NANOS = 20_000;

  private static final long LONGEST_NAP_NANOS = 640_000;

  private static final VarHandle STATE = state();

  @SuppressWarnings("unused") // by its handle
  private int state;

  /// Returns when the thread is inside alone; [#leave] must follow.
  final void enter() {
    if (!STATE.compareAndSet(this, FREE, TAKEN)) {
      waitOutside();
    }
  }

  final void leave() {
    STATE.setRelease(this, FREE);
  }

  private void waitOutside() {
    long nap = SHORTEST_NAP_NANOS;
    for (int looks = 0; !isMine(); looks++) {
      if (looks < MOST_LOOKS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, nap);
        nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
      }
    }
  }

  /// Reads first, because trying takes the state away from whoever is inside.
  private boolean isMine() {
    return (int) STATE.getOpaque(this) == FREE && STATE.compareAndSet(this, FREE, TAKEN);
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(Turnstile.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a class has its own field", e);
    }
  }
}
