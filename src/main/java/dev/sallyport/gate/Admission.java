package dev.sallyport.gate;

import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.Problem;
import java.util.Optional;

/// The limits on a request's way, and what they learn of it.
public final class Admission {
  Optional<Problem> byAddress(Incoming incoming, Journey journey) {
    return Optional.empty();
  }

  Optional<Problem> byClass(
      Journey journey, ActionClass actionClass, Principal principal, Optional<TargetName> target) {
    return Optional.empty();
  }

  void failedAuthentication(Journey journey) {}

  void refusedTarget(Journey journey, Principal principal, Problem problem) {}
}
