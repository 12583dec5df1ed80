package dev.sallyport.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// A secret that a browser holds, such as a session's id: 256 random bits, hex.
record Secret(String reveal) {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

  Secret {
    if (!SHAPE.matcher(reveal).matches()) {
      throw new IllegalArgumentException("a secret is 256 bits, hex");
    }
  }

  static Secret draw(SecureRandom random) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return new Secret(HexFormat.of().formatHex(bits));
  }

  static Optional<Secret> of(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new Secret(text)) : Optional.empty();
  }

  /// What the store knows it by.
  String hash() {
    return sha256(reveal);
  }

  /// What a form has to say, so that a page of another site cannot send it: that one cannot read
  /// the cookie. It follows from the secret, and the secret does not follow from it.
  String formToken() {
    return sha256("form:" + reveal);
  }

  boolean isOfForm(String token) {
    return MessageDigest.isEqual(
        formToken().getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
