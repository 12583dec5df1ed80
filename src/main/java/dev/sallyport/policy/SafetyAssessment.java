package dev.sallyport.policy;

import dev.sallyport.change.Safety;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.target.Impact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Weighs what a caller declared against what the target's kind found: the higher counts.
public final class SafetyAssessment {
  private SafetyAssessment() {}

  public static Safety of(@Nullable SafetyLevel declared, Impact impact) {
    List<String> reasons = new ArrayList<>(impact.reasons());
    SafetyLevel assessed = impact.assessed();
    if (declared != null && declared.compareTo(assessed) > 0) {
      assessed = declared;
      reasons.add("The caller declared it %s.".formatted(declared.wire()));
    }
    return new Safety(declared, assessed, impact.reversibility(), reasons);
  }
}
