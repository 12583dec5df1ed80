package dev.sallyport.target.site;

import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.target.Planning;
import java.util.ArrayList;
import java.util.List;

/// The mistakes found in one proposal, gathered so that they are told together.
final class Mistakes {
  private final List<FieldError> found = new ArrayList<>();

  /// Whether no more need be looked for: there is one, and no room for another.
  boolean full() {
    return found.size() >= Problem.MOST_ERRORS;
  }

  boolean any() {
    return !found.isEmpty();
  }

  void add(String pointer, String code, String message) {
    if (!full()) {
      found.add(new FieldError(pointer, code, message));
    }
  }

  Planning.Refused refusal() {
    String more = found.size() > 1 ? " (and " + (found.size() - 1) + " more, see errors)" : "";
    return new Planning.Refused(found.getFirst().message() + more, List.copyOf(found));
  }

  static Planning.Refused refusal(String pointer, String code, String message) {
    return new Planning.Refused(message, List.of(new FieldError(pointer, code, message)));
  }
}
