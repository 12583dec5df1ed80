package dev.sallyport.history;

import dev.sallyport.history.Finding.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a checker found, and how much it looked at, so that one that saw nothing shows it.
final class Report {
  private static final int MOST_FINDINGS = 100;

  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Long> looked = new LinkedHashMap<>();

  void add(Violation violation, String what, Object... values) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(new Finding(violation, what.formatted(values)));
    }
  }

  void looked(String at, long times) {
    looked.merge(at, times, Long::sum);
  }

  /// The first of them; none where the history is sound.
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /// How many of what were looked at.
  Map<String, Long> looked() {
    return Map.copyOf(looked);
  }

  @Override
  public String toString() {
    return looked.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .reduce((one, other) -> one + ", " + other)
        .orElse("nothing");
  }
}
