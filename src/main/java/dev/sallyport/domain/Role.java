package dev.sallyport.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a principal may do.
public enum Role {
  REQUESTER,
  APPROVER,
  OPERATOR,
  AUDITOR;

  /// The name on the wire, lower case.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The value of that wire name, if there is one.
  public static Optional<Role> ofWire(String wire) {
    return Arrays.stream(values()).filter(value -> value.wire().equals(wire)).findFirst();
  }
}
