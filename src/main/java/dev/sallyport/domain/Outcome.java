package dev.sallyport.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How an execution ended; of an `UNKNOWN` one the gate cannot tell, and nobody runs it again
/// blindly.
public enum Outcome {
  SUCCEEDED,
  FAILED,
  UNKNOWN;

  /// The name on the wire, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The value of that wire name, if there is one.
  public static Optional<Outcome> ofWire(String wire) {
    return Arrays.stream(values()).filter(value -> value.wire().equals(wire)).findFirst();
  }
}
