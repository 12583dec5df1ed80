package dev.sallyport.domain;

import java.util.regex.Pattern;

/// SHA-256 over everything a preview showed and everything its apply will use.
public record PlanHash(String value) {
  private static final String SHA256 = "sha256:";
  public static final Pattern PATTERN = Pattern.compile("sha256:[0-9a-f]{64}");
  public static final int LENGTH = SHA256.length() + 64;

  public PlanHash {
    if (value.length() != LENGTH
        || !value.startsWith(SHA256)
        || !Alphabet.HEX.spells(value, SHA256.length())) {
      throw new IllegalArgumentException("a plan hash must match " + PATTERN);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
