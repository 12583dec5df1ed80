package dev.sallyport.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A signing key at work: how the tokens that it signs begin, and pens, which are kept.
final class Signer {
  /// How long a signature is: 32 bytes in base64url (RFC 4648, section 5).
  static final int SIGNATURE_CHARACTERS = 43;

  /// The most pens that wait to be used again.
  private static final int MOST_IDLE = 16;

  private final SigningKey key;
  private final byte[] beginning;
  private final AtomicReferenceArray<@Nullable Pen> idle = new AtomicReferenceArray<>(MOST_IDLE);

  Signer(SigningKey key) {
    this.key = key;
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).type(ConfirmTokens.TYPE).keyID(key.kid()).build();
    beginning =
        (ConfirmToken.PREFIX + header.toBase64URL() + ".").getBytes(StandardCharsets.US_ASCII);
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
    return withPen(pen -> pen.mint(claims));
  }

  /// The third part of the token whose first two stand there, base64url.
  byte[] sign(byte[] parts, int from, int to) {
    return withPen(pen -> pen.sign(parts, from, to));
  }

  private <T> T withPen(Function<Pen, T> work) {
    int place = (int) (Thread.currentThread().threadId() % MOST_IDLE);
    Pen kept = idle.getAndSet(place, null);
    Pen pen = kept == null ? new Pen(key, beginning) : kept;
    T done = work.apply(pen);
    idle.setRelease(place, pen);
    return done;
  }
}
