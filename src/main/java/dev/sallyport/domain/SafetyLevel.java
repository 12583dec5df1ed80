package dev.sallyport.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How risky a plan is, lowest first.
public enum SafetyLevel {
  LOW,
  MEDIUM,
  HIGH;

  /// The name on the wire, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The value of that wire name, if there is one.
  public static Optional<SafetyLevel> ofWire(String wire) {
    return Arrays.stream(values()).filter(value -> value.wire().equals(wire)).findFirst();
  }
}
