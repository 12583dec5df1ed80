package dev.sallyport.window;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Names one window: whose it is and which policy it serves.
///
/// @param policy the policy's name, such as `heavy`; 1 to 200 characters
/// @param subject a principal's id or an address's text; 1 to 128 characters
public record WindowKey(Scope scope, String policy, String subject) {
  public static final int LONGEST_POLICY = 200;
  public static final int LONGEST_SUBJECT = 128;

  public WindowKey {
    requireLength("a window's policy", policy, LONGEST_POLICY);
    requireLength("a window's subject", subject, LONGEST_SUBJECT);
  }

  private static void requireLength(String what, String value, int longest) {
    if (value.isEmpty() || value.length() > longest) {
      throw new IllegalArgumentException(what + " has 1 to " + longest + " characters");
    }
  }

  /// What kind of subject a window belongs to.
  public enum Scope {
    PRINCIPAL,
    ADDRESS;

    /// The name in the store, in records and on the command line, lower case.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The value of that wire name, if there is one.
    public static Optional<Scope> ofWire(String wire) {
      return Arrays.stream(values()).filter(value -> value.wire().equals(wire)).findFirst();
    }
  }
}
