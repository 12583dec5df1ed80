package dev.sallyport.console;

import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import java.time.Instant;
import java.util.Optional;

/// Somebody who has signed in asks for a page.
///
/// @param now by the store's clock
/// @param newest the newest audit record before anything of the page was read, so that whatever the
///     page may not show yet is news to it
record Visit(
    Incoming incoming,
    Journey journey,
    Principal principal,
    Secret session,
    Instant now,
    long newest) {

  boolean is(Role role) {
    return principal.has(role);
  }

  String pathPart(String name) {
    return incoming.pathParameters().getOrDefault(name, "");
  }

  Optional<String> asked(String name) {
    return incoming.queryParameter(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  /// What the page does on its own, so that nobody's hand is on it.
  static boolean isOfThePageItself(Incoming incoming) {
    return incoming.header("HX-Request") != null
        || "text/event-stream".equals(incoming.header("Accept"));
  }

  @Override
  public String toString() {
    return "Visit[principal=" + principal.id() + "]";
  }
}
