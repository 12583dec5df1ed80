package dev.sallyport.gate;

import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.problem.Step.Passed;
import dev.sallyport.problem.Step.Refused;
import java.util.Optional;
import java.util.function.Supplier;

/// Who comes in: the address's limit, who it is, and the limit of what it asks for.
final class Entrance {
  private final Admission admission;
  private final Authenticator authenticator;
  private final Telemetry telemetry;

  Entrance(Admission admission, Authenticator authenticator, Telemetry telemetry) {
    this.admission = admission;
    this.authenticator = authenticator;
    this.telemetry = telemetry;
  }

  /// The first steps of whoever shows an API key.
  Step<Principal> enter(Incoming incoming, Journey journey) {
    String authorization = incoming.header("Authorization");
    return enter(
        incoming,
        journey,
        () -> authenticator.authenticate(authorization),
        () -> telemetry.authenticationFailed(authorization != null));
  }

  /// The first steps of whoever is known by something else.
  ///
  /// @param unknown runs where nobody is
  Step<Principal> enter(
      Incoming incoming, Journey journey, Supplier<Step<Principal>> who, Runnable unknown) {
    journey.asks(incoming.route());
    Optional<Problem> limited =
        journey.timed("address", () -> admission.byAddress(incoming, journey));
    if (limited.isPresent()) {
      return Step.refuse(limited.get());
    }
    Step<Principal> known = journey.timed("authenticate", who);
    switch (known) {
      case Passed<Principal>(Principal principal) -> journey.by(principal);
      case Refused<Principal> refused -> unknown.run();
    }
    return known;
  }

  /// The first step of a route that asks nobody who they are.
  Optional<Problem> byAddress(Incoming incoming, Journey journey) {
    journey.asks(incoming.route());
    return admission.byAddress(incoming, journey);
  }

  /// The limit of the class of what is asked.
  Optional<Problem> limit(Journey journey, Optional<TargetName> target) {
    return journey.timed("limit", () -> admission.byClass(journey, target));
  }

  /// Why the caller is let in no longer: its key may have been revoked while it waited.
  Optional<Problem> unknown(Incoming incoming, Principal before) {
    return switch (authenticator.authenticate(incoming.header("Authorization"))) {
      case Refused<Principal>(Problem problem) -> Optional.of(problem);
      case Passed<Principal>(Principal now) ->
          now.equals(before)
              ? Optional.empty()
              : Optional.of(
                  Problem.of(
                      ProblemType.FORBIDDEN,
                      "What the key may do has changed while the request waited; send it again."));
    };
  }
}
