package dev.sallyport.notify;

/// What came of telling an endpoint.
sealed interface Outcome {
  /// It took the notice.
  record Taken() implements Outcome {}

  /// It said no, and would say so again.
  ///
  /// @param reason without a secret
  record Refused(String reason) implements Outcome {}

  /// It did not say; trying again may help.
  ///
  /// @param reason without a secret
  record Failed(String reason) implements Outcome {}
}
