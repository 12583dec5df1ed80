package dev.sallyport.target;

import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import java.util.List;

/// How risky the target's kind thinks a plan is, and why.
///
/// @param assessed the kind's own assessment
/// @param reasons a sentence for each thing that raised it; empty for the lowest
/// @param items how many things (files, resources) the plan touches
/// @param deletions how many of them it removes
/// @param paths the names of the things it touches, where they have any; all of them or none
public record Impact(
    SafetyLevel assessed,
    Reversibility reversibility,
    List<String> reasons,
    int items,
    int deletions,
    List<String> paths) {
  public Impact {
    reasons = List.copyOf(reasons);
    paths = List.copyOf(paths);
  }

  /// The impact of a plan that touches things without names.
  public Impact(
      SafetyLevel assessed,
      Reversibility reversibility,
      List<String> reasons,
      int items,
      int deletions) {
    this(assessed, reversibility, reasons, items, deletions, List.of());
  }
}
