package dev.sallyport.notify;

import java.util.List;

/// Which events an endpoint is told of: names such as `change.approved`, all of a subject such as
/// `change.*`, or `*`.
record EventFilter(List<String> patterns) {
  EventFilter {
    patterns = List.copyOf(patterns);
  }

  boolean admits(String event) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.equals("*")
                    || pattern.equals(event)
                    || (pattern.endsWith(".*")
                        && event.startsWith(pattern.substring(0, pattern.length() - 1))));
  }
}
