package dev.sallyport.domain;

import java.util.regex.Pattern;

/// Names a principal; every key made under one name is that principal.
public record PrincipalId(String value) {
  public static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

  public PrincipalId {
    if (!Alphabet.PRINCIPAL.names(value, 64)) {
      throw new IllegalArgumentException("a principal's name must match " + PATTERN);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
