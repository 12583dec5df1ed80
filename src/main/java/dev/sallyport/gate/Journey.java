package dev.sallyport.gate;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.TargetName;
import dev.sallyport.limit.ClientAddress;
import dev.sallyport.limit.LimitState;
import dev.sallyport.log.StepTimers;
import dev.sallyport.trace.RequestScope;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One request on its way: what its steps have learned, and how long each took. Used by one thread.
public final class Journey {
  private final RequestScope scope;
  private final StepTimers timers;
  private ActionClass actionClass = ActionClass.DEFAULT;
  private @Nullable String action;
  private @Nullable ClientAddress address;
  private @Nullable Principal principal;
  private @Nullable TargetName target;
  private @Nullable LimitState limit;

  /// @param nanos a clock for durations
  public Journey(RequestScope scope, LongSupplier nanos) {
    this.scope = scope;
    this.timers = new StepTimers(nanos);
  }

  public RequestScope scope() {
    return scope;
  }

  public StepTimers timers() {
    return timers;
  }

  public String traceId() {
    return scope.trace().traceId();
  }

  /// What was asked for, once it is known.
  public Optional<String> action() {
    return Optional.ofNullable(action);
  }

  /// Where the request came from, once it is known.
  public Optional<ClientAddress> address() {
    return Optional.ofNullable(address);
  }

  /// How the limit stands that decided about the request, once one has.
  public Optional<LimitState> limit() {
    return Optional.ofNullable(limit);
  }

  Optional<Principal> principal() {
    return Optional.ofNullable(principal);
  }

  Optional<TargetName> target() {
    return Optional.ofNullable(target);
  }

  ActionClass actionClass() {
    return actionClass;
  }

  <T> T timed(String step, Supplier<T> work) {
    try (StepTimers.Step timed = timers.step(step)) {
      return work.get();
    }
  }

  /// Names the route, or the action of a request to execute.
  void asks(String name) {
    action = name;
    scope.action(name);
  }

  void asks(Action asked) {
    asks(asked.wire());
    actionClass = asked.actionClass();
  }

  /// Says which class's limit the request counts against, where it is not the default one.
  void counts(ActionClass counted) {
    actionClass = counted;
  }

  void from(ClientAddress client) {
    address = client;
  }

  void by(Principal caller) {
    principal = caller;
    scope.principal(caller.id());
  }

  void on(TargetName name) {
    target = name;
    scope.target(name);
  }

  void limited(LimitState state) {
    limit = state;
  }
}
