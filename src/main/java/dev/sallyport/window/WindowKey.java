package dev.sallyport.window;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Names one window: whose it is and which policy it serves. It keeps its hash, which a record
/// would work out from its parts at each look-up: a tenth of a decision in memory.
public final class WindowKey {
  public static final int LONGEST_POLICY = 200;
  public static final int LONGEST_SUBJECT = 128;

  private final Scope scope;
  private final String policy;
  private final String subject;
  private final int hash;

  /// @param policy the policy's name, such as `heavy`; 1 to 200 characters
  /// @param subject a principal's id or an address's text; 1 to 128 characters
  public WindowKey(Scope scope, String policy, String subject) {
    requireLength("a window's policy", policy, LONGEST_POLICY);
    requireLength("a window's subject", subject, LONGEST_SUBJECT);
    this.scope = scope;
    this.policy = policy;
    this.subject = subject;
    hash = Objects.hash(scope, policy, subject);
  }

  public Scope scope() {
    return scope;
  }

  public String policy() {
    return policy;
  }

  public String subject() {
    return subject;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof WindowKey key
            && hash == key.hash
            && scope == key.scope
            && policy.equals(key.policy)
            && subject.equals(key.subject));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "WindowKey[scope=" + scope + ", policy=" + policy + ", subject=" + subject + "]";
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
