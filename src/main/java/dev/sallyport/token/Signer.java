package dev.sallyport.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A signing key at work: how the tokens that it signs begin, its HMAC, and pens, which are kept.
final class Signer {
  /// How long a signature is: 32 bytes in base64url (RFC 4648, section 5).
  static final int SIGNATURE_CHARACTERS = 43;

  /// The most pens that wait to be used again.
  private static final int MOST_IDLE = 16;

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final SigningKey key;
  private final byte[] beginning;
  private final Hmac hmac;

  /// Of what follows the [#beginning].
  private final Hmac hmacOfOurs;

  private final AtomicReferenceArray<@Nullable Pen> idle = new AtomicReferenceArray<>(MOST_IDLE);

  Signer(SigningKey key) {
    this.key = key;
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).type(ConfirmTokens.TYPE).keyID(key.kid()).build();
    beginning =
        (ConfirmToken.PREFIX + header.toBase64URL() + ".").getBytes(StandardCharsets.US_ASCII);
    hmac = Hmac.of(key.secret());
    hmacOfOurs =
        hmac.after(Arrays.copyOfRange(beginning, ConfirmToken.PREFIX.length(), beginning.length));
  }

  SigningKey key() {
    return key;
  }

  /// How the text of every token that it signs begins: the prefix, the header, a dot.
  byte[] beginning() {
    return beginning;
  }

  /// The token that says these claims, JSON.
  ConfirmTokens.Minted mint(byte[] claims) {
    int place = (int) (Thread.currentThread().threadId() % MOST_IDLE);
    Pen kept = idle.getAndSet(place, null);
    Pen pen = kept == null ? new Pen(this) : kept;
    ConfirmTokens.Minted minted = pen.mint(claims);
    idle.setRelease(place, pen);
    return minted;
  }

  /// The third part of any token with these first two, base64url.
  byte[] sign(byte[] parts) {
    return BASE64URL.encode(hmac.sign(parts, 0, parts.length));
  }

  /// The third part of a token that begins as its own do.
  ///
  /// @param dot where the second part ends
  byte[] signOurs(byte[] token, int dot) {
    return BASE64URL.encode(hmacOfOurs.sign(token, beginning.length, dot));
  }

  /// Whether a token that begins as its own do, and whose third part is of
  /// [#SIGNATURE_CHARACTERS], is signed by it.
  boolean hasSigned(byte[] token, int dot) {
    return Words.areSame(signOurs(token, dot), 0, token, dot + 1, SIGNATURE_CHARACTERS);
  }
}
