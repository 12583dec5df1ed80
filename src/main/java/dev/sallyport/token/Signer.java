package dev.sallyport.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A signing key at work: the header of what it signs, and HMACs that know it already. Telling one
/// its key takes as long as signing does, so they are kept.
final class Signer {
  /// How long a signature is: 32 bytes in base64url (RFC 4648, section 5).
  static final int SIGNATURE_CHARACTERS = 43;

  /// The most HMACs that wait to be used again.
  private static final int MOST_IDLE = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final SigningKey key;
  private final String header;
  private final AtomicReferenceArray<@Nullable Mac> idle = new AtomicReferenceArray<>(MOST_IDLE);

  Signer(SigningKey key) {
    this.key = key;
    header =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(ConfirmTokens.TYPE)
                .keyID(key.kid())
                .build()
                .toBase64URL()
                .toString()
            + ".";
  }

  SigningKey key() {
    return key;
  }

  /// The first part of every token that it signs, with the dot after it.
  String header() {
    return header;
  }

  /// The third part of the token whose first two stand there, base64url.
  byte[] sign(byte[] text, int from, int to) {
    int place = (int) (Thread.currentThread().threadId() % MOST_IDLE);
    Mac mac = idle.getAndSet(place, null);
    if (mac == null) {
      mac = fresh();
    }
    mac.update(text, from, to - from);
    byte[] signature = mac.doFinal();
    idle.set(place, mac);
    return BASE64URL.encode(signature);
  }

  private Mac fresh() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HS256 cannot fail with a key of its length", e);
    }
  }
}
