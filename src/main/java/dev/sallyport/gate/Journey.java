package dev.sallyport.gate;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.TargetName;
import dev.sallyport.trace.RequestScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One request on its way: what its steps have learned, and how long each took. Used by one thread.
public final class Journey {
  private final RequestScope scope;
  private final LongSupplier nanos;
  private final Map<String, Long> steps = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();

  /// @param nanos a clock for durations
  public Journey(RequestScope scope, LongSupplier nanos) {
    this.scope = scope;
    this.nanos = nanos;
  }

  public String traceId() {
    return scope.trace().traceId();
  }

  public RequestScope scope() {
    return scope;
  }

  <T> T timed(String step, Supplier<T> work) {
    long start = nanos.getAsLong();
    try {
      return work.get();
    } finally {
      steps.merge(step, nanos.getAsLong() - start, Long::sum);
    }
  }

  void by(Principal principal) {
    scope.principal(principal.id());
  }

  void asks(Action action) {
    scope.action(action.wire());
  }

  void on(TargetName target) {
    scope.target(target);
  }

  /// Header fields that the answer carries whatever it is.
  public Map<String, String> headers() {
    return headers;
  }
}
