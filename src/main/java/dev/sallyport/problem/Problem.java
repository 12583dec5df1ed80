package dev.sallyport.problem;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refusal or failure, before it is written for one transport.
///
/// @param detail what went wrong in this case and what to do next; no secret, path, SQL or trace
/// @param errors the mistakes of an invalid request, at most [#MOST_ERRORS]
/// @param retryAfter when trying again can help; sent as `Retry-After` in whole seconds
/// @param location where the running or finished work can be found, a path
public record Problem(
    ProblemType type,
    String detail,
    List<FieldError> errors,
    @Nullable Duration retryAfter,
    @Nullable URI location) {
  /// The most mistakes of one request that are named.
  public static final int MOST_ERRORS = 20;

  public Problem {
    errors = errors.stream().limit(MOST_ERRORS).toList();
  }

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, List.of(), null, null);
  }

  public Problem withErrors(List<FieldError> errors) {
    return new Problem(type, detail, errors, retryAfter, location);
  }

  public Problem withRetryAfter(Duration wait) {
    return new Problem(type, detail, errors, wait, location);
  }

  public Problem withLocation(URI path) {
    return new Problem(type, detail, errors, retryAfter, path);
  }
}
