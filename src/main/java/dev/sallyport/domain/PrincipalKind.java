package dev.sallyport.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a principal is; only a person may approve.
public enum PrincipalKind {
  AGENT,
  SERVICE,
  PERSON;

  /// The name on the wire, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The value of that wire name, if there is one.
  public static Optional<PrincipalKind> ofWire(String wire) {
    return Arrays.stream(values()).filter(value -> value.wire().equals(wire)).findFirst();
  }
}
