package dev.sallyport.problem;

/// What one step of a request's way came to: it passes with a value, or the way ends with a
/// problem.
public sealed interface Step<T> {
  record Passed<T>(T value) implements Step<T> {}

  record Refused<T>(Problem problem) implements Step<T> {}

  static <T> Step<T> pass(T value) {
    return new Passed<>(value);
  }

  static <T> Step<T> refuse(ProblemType type, String detail) {
    return new Refused<>(Problem.of(type, detail));
  }

  static <T> Step<T> refuse(Problem problem) {
    return new Refused<>(problem);
  }
}
