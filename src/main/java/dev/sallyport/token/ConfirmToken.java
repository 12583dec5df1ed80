package dev.sallyport.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The text of a confirm token: `spt_` and a compact JWS. A secret: it is never printed.
public record ConfirmToken(String text) {
  public static final String PREFIX = "spt_";

  /// The most characters of a token; one of ours has about 500.
  public static final int MOST_CHARACTERS = 4_096;

  /// SHA-256 of the whole text, hex: what the store knows it by.
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + "[redacted]";
  }
}
