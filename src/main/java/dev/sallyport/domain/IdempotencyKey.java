package dev.sallyport.domain;

import java.util.regex.Pattern;

/// The caller's own name for one change, 3 to 128 characters.
public record IdempotencyKey(String value) {
  public static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._:-]{3,128}");

  public IdempotencyKey {
    if (value.length() < 3 || value.length() > 128 || !Alphabet.KEY.spells(value, 0)) {
      throw new IllegalArgumentException("an idempotency key must match " + PATTERN);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
