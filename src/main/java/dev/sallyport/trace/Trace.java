package dev.sallyport.trace;

import java.util.Optional;

/// The request that the current thread works for. Bound for the length of a call and never set, so
/// that a thread cannot carry one request's ids into another's lines. A new thread starts without;
/// hand it the work through [#carried].
public final class Trace {
  private static final ScopedValue<RequestScope> SCOPE = ScopedValue.newInstance();

  private Trace() {}

  /// Runs the work as part of that request.
  public static void run(RequestScope scope, Runnable work) {
    ScopedValue.where(SCOPE, scope).run(work);
  }

  /// Runs the work as part of that request and gives its result.
  public static <R, X extends Throwable> R call(
      RequestScope scope, ScopedValue.CallableOp<? extends R, X> work) throws X {
    return ScopedValue.where(SCOPE, scope).<R, X>call(work);
  }

  /// Runs the work as part of that request, or as part of none, and gives its result: for threads
  /// that do the work of many.
  public static <R, X extends Throwable> R callFor(
      Optional<RequestScope> scope, ScopedValue.CallableOp<? extends R, X> work) throws X {
    return scope.isPresent() ? Trace.<R, X>call(scope.get(), work) : work.call();
  }

  /// The request this thread works for, if it works for one.
  public static Optional<RequestScope> current() {
    return SCOPE.isBound() ? Optional.of(SCOPE.get()) : Optional.empty();
  }

  /// The same work, to be run by another thread as part of the request that this thread works for
  /// now.
  public static Runnable carried(Runnable work) {
    if (!SCOPE.isBound()) {
      return work;
    }
    RequestScope scope = SCOPE.get();
    return () -> run(scope, work);
  }
}
