package dev.sallyport.client;

/// What came of the wish to follow an execution.
public sealed interface Followed {
  /// Its events come.
  record Open(EventReader events) implements Followed {}

  /// The gate answered with a problem.
  record Refused(Reply reply) implements Followed {}
}
