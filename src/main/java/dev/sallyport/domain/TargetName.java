package dev.sallyport.domain;

import java.util.regex.Pattern;

/// The name of a declared target: lower case, 1 to 64 characters.
public record TargetName(String value) {
  public static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public TargetName {
    if (!Alphabet.TARGET.names(value, 64)) {
      throw new IllegalArgumentException("a target's name must match " + PATTERN);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
