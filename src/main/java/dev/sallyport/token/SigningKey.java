package dev.sallyport.token;

import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A secret that signs confirm tokens, under the name that tokens carry as `kid`.
///
/// @param secret at least 32 bytes, as HS256 asks (RFC 7518, section 3.2)
/// @param retiredAt since when nothing it signed is accepted
public record SigningKey(
    String kid, byte[] secret, Instant createdAt, @Nullable Instant retiredAt) {
  public static final int LEAST_BYTES = 32;

  private static final Pattern KID = Pattern.compile("[a-z0-9]{4,32}");

  public SigningKey {
    if (!KID.matcher(kid).matches()) {
      throw new IllegalArgumentException("a signing key's id must match " + KID);
    }
    if (secret.length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "a signing secret needs at least %d bytes".formatted(LEAST_BYTES));
    }
    secret = secret.clone();
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  public boolean isRetired() {
    return retiredAt != null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SigningKey key
        && kid.equals(key.kid)
        && Arrays.equals(secret, key.secret);
  }

  @Override
  public int hashCode() {
    return kid.hashCode();
  }

  @Override
  public String toString() {
    return "SigningKey[kid=" + kid + ", secret=[redacted]]";
  }
}
