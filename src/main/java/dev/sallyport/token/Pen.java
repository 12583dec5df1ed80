package dev.sallyport.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What one token at a time is signed with: an HMAC that knows its key already, because telling it
/// takes as long as signing, and the room in which a token is put together, because memory that is
/// new each time is not at hand to the processor. Not safe for threads.
final class Pen {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Mac mac;
  private final byte[] payload = new byte[ConfirmToken.MOST_CHARACTERS];

  /// Begins as every token of this key does.
  private final byte[] text;

  private final int beginning;

  Pen(SigningKey key, byte[] beginning) {
    this.beginning = beginning.length;
    text = new byte[beginning.length + payload.length + 1 + Signer.SIGNATURE_CHARACTERS];
    System.arraycopy(beginning, 0, text, 0, beginning.length);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HS256 cannot fail with a key of its length", e);
    }
  }

  /// The third part of the token whose first two stand there, base64url.
  byte[] sign(byte[] parts, int from, int to) {
    mac.update(parts, from, to - from);
    return BASE64URL.encode(mac.doFinal());
  }

  /// The token that says these claims, JSON.
  ConfirmTokens.Minted mint(byte[] claims) {
    int length = BASE64URL.encode(claims, payload);
    System.arraycopy(payload, 0, text, beginning, length);
    int dot = beginning + length;
    text[dot] = '.';
    int header = ConfirmToken.PREFIX.length();
    byte[] signature = sign(text, header, dot);
    System.arraycopy(signature, 0, text, dot + 1, signature.length);
    return new ConfirmTokens.Minted(
        new ConfirmToken(text(0, dot + 1 + signature.length)), text(header, dot));
  }

  private String text(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
