package dev.sallyport.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The parts of one text that are secret, found by rules that do not know of each other.
final class Spans {
  /// What stands where a secret was.
  static final String MASK = "***";

  /// With more secrets than this a text is not worth keeping, and is masked as a whole.
  static final int MAX_SPANS = 1_000;

  private record Span(int from, int to) {}

  private final List<Span> found = new ArrayList<>(2);
  private boolean tooMany;

  void add(int from, int to) {
    if (found.size() == MAX_SPANS) {
      tooMany = true;
    } else if (to > from) {
      found.add(new Span(from, to));
    }
  }

  /// Whether anything found in the text is not a mask already.
  boolean finds(String text) {
    return tooMany
        || found.stream().anyMatch(span -> !text.substring(span.from(), span.to()).equals(MASK));
  }

  /// How many characters are secret; parts found twice count twice.
  int weight() {
    return found.stream().mapToInt(span -> span.to() - span.from()).sum();
  }

  /// The text with a mask for every secret, up to that position of the text. A secret across the
  /// limit is masked whole, so that a cut never leaves the first half of one.
  String mask(String text, int limit) {
    if (tooMany) {
      return MASK;
    }
    found.sort(Comparator.comparingInt(Span::from));
    var out = new StringBuilder(Math.min(text.length(), limit));
    int at = 0;
    for (Span span : found) {
      if (span.from() >= limit) {
        break;
      }
      if (span.to() <= at) {
        continue;
      }
      if (span.from() >= at) {
        out.append(text, at, span.from()).append(MASK);
      }
      at = span.to();
    }
    if (at < limit) {
      out.append(text, at, Math.min(limit, text.length()));
    }
    return out.toString();
  }
}
