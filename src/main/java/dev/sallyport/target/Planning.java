package dev.sallyport.target;

import dev.sallyport.problem.FieldError;
import java.util.List;

/// What planning came to.
public sealed interface Planning {
  record Planned(PlanMaterial plan, Impact impact) implements Planning {}

  /// The target cannot do this; each error's pointer is into the request's body.
  record Refused(String detail, List<FieldError> errors) implements Planning {}
}
