package dev.sallyport.limit;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.window.WindowReading;

/// Is told what the limits do, for metrics and security events. Called on the request's thread, so
/// it must be quick; what it throws is the caller's trouble.
public interface LimitListener {
  /// Tells nobody.
  LimitListener UNHEARD = new LimitListener() {};

  /// A request of that class was decided under this policy.
  default void decided(ActionClass actionClass, String policy, Verdict verdict) {}

  /// A block has begun.
  default void blocked(WindowReading window) {}

  /// The store went out of use; this instance's memory decides from now on.
  default void degraded(String reason) {}

  /// The store decides again.
  default void restored() {}
}
