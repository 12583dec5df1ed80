package dev.sallyport.change;

import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How risky a change is: what its caller declared and what the gate makes of it, the higher of
/// both.
///
/// @param reasons a sentence for each thing that raised the assessment
public record Safety(
    @Nullable SafetyLevel declared,
    SafetyLevel assessed,
    Reversibility reversibility,
    List<String> reasons) {
  public Safety {
    reasons = List.copyOf(reasons);
  }
}
