package dev.sallyport.authenticate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of an API key, `spk_<id>_<secret>`: the id finds it, the secret proves it.
///
/// @param id 12 characters of `a-z0-9`; may be shown
/// @param secret 43 characters of `A-Za-z0-9`, more than 255 random bits; never shown again
public record ApiKey(String id, String secret) {
  public static final String PREFIX = "spk_";

  private static final Pattern SHAPE = Pattern.compile("spk_([a-z0-9]{12})_([A-Za-z0-9]{43})");
  private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final String ALL_LETTERS = LETTERS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /// Makes a key that nobody has.
  public static ApiKey generate(SecureRandom random) {
    return new ApiKey(letters(random, LETTERS, 12), letters(random, ALL_LETTERS, 43));
  }

  /// The key of that text, if it has the shape of one.
  public static Optional<ApiKey> parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    return parts.matches()
        ? Optional.of(new ApiKey(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /// The whole text: shown once, when the key is made.
  public String reveal() {
    return PREFIX + id + "_" + secret;
  }

  /// SHA-256 of the secret, hex. The secret is random, so a slow hash would add nothing.
  public String secretHash() {
    try {
      byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + id + "_[redacted]";
  }

  private static String letters(SecureRandom random, String alphabet, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
