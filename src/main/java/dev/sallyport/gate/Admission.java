package dev.sallyport.gate;

import dev.sallyport.domain.TargetName;
import dev.sallyport.limit.AddressLimit;
import dev.sallyport.limit.ClientAddress;
import dev.sallyport.limit.ClientAddresses;
import dev.sallyport.limit.LimitState;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.limit.Verdict;
import dev.sallyport.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The limits on a request's way: the address's before anyone is asked who they are, and the
/// class's once it is known who asks for what.
public final class Admission {
  /// What some proxies say who the user is with.
  private static final List<String> IDENTITY =
      List.of("X-User-Id", "X-Forwarded-User", "X-Remote-User");

  private final ClientAddresses addresses;
  private final AddressLimit addressLimit;
  private final RateLimiter limiter;
  private final Telemetry telemetry;

  public Admission(
      ClientAddresses addresses,
      AddressLimit addressLimit,
      RateLimiter limiter,
      Telemetry telemetry) {
    this.addresses = addresses;
    this.addressLimit = addressLimit;
    this.limiter = limiter;
    this.telemetry = telemetry;
  }

  /// Finds out where the request came from, and counts it for that address.
  Optional<Problem> byAddress(Incoming incoming, Journey journey) {
    ClientAddress address =
        addresses.resolve(
            incoming.peer(), lines(incoming, "Forwarded"), lines(incoming, "X-Forwarded-For"));
    journey.from(address);
    if (IDENTITY.stream().anyMatch(name -> !lines(incoming, name).isEmpty())) {
      addresses.refuseIdentity(incoming.peer());
    }
    Verdict verdict = addressLimit.check(address);
    telemetry.addressDecided(verdict);
    return refusal(journey, verdict, false);
  }

  /// Counts the request for its principal and its address in the class of its action.
  Optional<Problem> byClass(Journey journey, Optional<TargetName> target) {
    Verdict verdict =
        limiter.check(
            journey.actionClass(),
            journey.principal().orElse(null),
            journey.address().orElseThrow(),
            knownTarget(journey, target),
            journey.traceId());
    return refusal(journey, verdict, true);
  }

  /// How the limit stands that the answer should tell of: the one that decided, otherwise the one
  /// that would have.
  public LimitState state(Incoming incoming, Journey journey) {
    return journey
        .limit()
        .orElseGet(
            () ->
                limiter.peek(
                    journey.actionClass(),
                    journey.principal().orElse(null),
                    journey
                        .address()
                        .orElseGet(() -> addresses.resolve(incoming.peer(), List.of(), List.of())),
                    journey.target().orElse(null)));
  }

  /// A target's own limits are for those who may use it; to others it must look like one that is
  /// not there.
  private static @Nullable TargetName knownTarget(Journey journey, Optional<TargetName> target) {
    return target
        .filter(name -> journey.principal().filter(who -> who.mayUse(name)).isPresent())
        .orElse(null);
  }

  private static Optional<Problem> refusal(Journey journey, Verdict verdict, boolean decides) {
    return switch (verdict) {
      case Verdict.Refused refused -> {
        journey.limited(refused.state());
        yield Optional.of(refused.problem());
      }
      case Verdict.Admitted admitted -> {
        if (decides) {
          journey.limited(admitted.state());
        }
        yield Optional.empty();
      }
    };
  }

  private static List<String> lines(Incoming incoming, String name) {
    return incoming.headers().all(name);
  }
}
