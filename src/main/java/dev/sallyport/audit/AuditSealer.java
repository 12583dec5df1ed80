package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The audit key at work: it seals hashes so that nobody who can only write to the store can forge
/// them. HMAC-SHA-256 (RFC 2104) over ASCII text; seals are lower-case hex.
public final class AuditSealer {
  /// How long the audit key is, in bytes.
  public static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /// The HMAC that was used last. Finding one and telling it the key takes longer than a seal.
  private final AtomicReference<@Nullable Mac> idle = new AtomicReference<>();

  public AuditSealer(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("an audit key has " + KEY_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /// The seal of one record.
  public String seal(String hash) {
    return mac(hash);
  }

  /// The seal of the chain's end: over the sequence in decimal, a colon and the hash, which no
  /// record's hash can look like.
  public String sealHead(long sequence, String hash) {
    return mac(sequence + ":" + hash);
  }

  /// Whether the record's seal is the one this key makes.
  public boolean isSealOf(String hash, String seal) {
    return same(seal(hash), seal);
  }

  /// The seal of a record's text that waits for its place in the chain, where the store does not
  /// chain records as they come.
  public String sealWaiting(String text) {
    return mac("waiting:" + AuditChain.hash("", text));
  }

  /// Whether a waiting record's text was sealed by this key.
  public boolean isSealOfWaiting(String text, String seal) {
    return same(sealWaiting(text), seal);
  }

  /// Whether the chain's end was sealed by this key; true of the end of a chain without records.
  public boolean accepts(AuditHead head) {
    if (head.sequence() == 0) {
      return head.hash().equals(AuditChain.START) && head.seal().isEmpty();
    }
    return same(sealHead(head.sequence(), head.hash()), head.seal());
  }

  private String mac(String text) {
    Mac kept = idle.getAndSet(null);
    Mac mac = kept == null ? fresh() : kept;
    byte[] seal = mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    idle.set(mac);
    return HexFormat.of().formatHex(seal);
  }

  private Mac fresh() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static boolean same(String expected, String found) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "AuditSealer[key=redacted]";
  }
}
