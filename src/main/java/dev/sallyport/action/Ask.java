package dev.sallyport.action;

import dev.sallyport.contract.ExecuteRequest;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Principal;
import dev.sallyport.store.RequestKey;
import dev.sallyport.target.Target;
import java.time.Duration;
import java.util.Objects;

/// A request that was let through, with whom it is from and what it is about.
///
/// @param patience how long the caller waits for an execution before it is answered `accepted`
public record Ask(
    Principal principal, Target target, ExecuteRequest request, String traceId, Duration patience) {

  /// What the request's stored answer is found by.
  ///
  /// @throws NullPointerException for an action that does not write
  public RequestKey requestKey() {
    return new RequestKey(principal.id(), target.name(), request.action(), key());
  }

  public IdempotencyKey key() {
    return Objects.requireNonNull(request.key(), "a writing action has an idempotency key");
  }

  /// The same for a caller who waits so long.
  public Ask withPatience(Duration wait) {
    return new Ask(principal, target, request, traceId, wait);
  }

  /// What and why in a person's words; empty where the action needs none.
  public String command() {
    return Objects.requireNonNullElse(request.command(), "");
  }
}
