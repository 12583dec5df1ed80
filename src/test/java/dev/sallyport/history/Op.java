package dev.sallyport.history;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request as its client saw it.
///
/// @param number by which findings name it
/// @param key the idempotency key; empty where the action takes none
/// @param request SHA-256 of what was asked, without the confirm token
/// @param token SHA-256 of the confirm token that was sent; empty where none was
/// @param gate which of the gates was asked
/// @param start microseconds since the history began, when it was about to be sent
/// @param end the same, when the answer was there or the connection was lost
/// @param answer null where the connection was lost
record Op(
    long number,
    String principal,
    String action,
    String target,
    String key,
    String request,
    String token,
    int gate,
    long start,
    long end,
    @Nullable Answer answer) {
  /// Actions that run an execution.
  static final Set<String> EXECUTING = Set.of("apply", "deploy", "rollback", "auto");

  /// What came back.
  ///
  /// @param slug of the problem; empty for a success
  /// @param confirm SHA-256 of the confirm token that came with it; empty where none did
  /// @param body SHA-256 of the body's bytes without its token and the token's time
  record Answer(
      int status,
      String slug,
      boolean replayed,
      String change,
      String execution,
      String state,
      String confirm,
      String body) {}

  /// What a stored answer is found by.
  record Key(String principal, String target, String action, String key) {}

  Key asKey() {
    return new Key(principal, target, action, key);
  }

  boolean executes() {
    return EXECUTING.contains(action);
  }

  /// Whether the answer is the one that every copy of the request gets from now on: a preview, or
  /// an execution that succeeded or failed. One that is `unknown`, accepted or refused is not.
  boolean isFinal() {
    return answer != null
        && (executes() || action.equals("preview"))
        && (answer.status() == 200 || answer.slug().equals("execution-failed"));
  }

  @Override
  public String toString() {
    return "request %d (%s %s on %s by %s)".formatted(number, action, key, target, principal);
  }
}
