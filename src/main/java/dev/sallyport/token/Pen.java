package dev.sallyport.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The room in which one token at a time is put together, kept because memory that is new each time
/// is not at hand to the processor. Not safe for threads.
final class Pen {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Signer signer;
  private final byte[] payload = new byte[ConfirmToken.MOST_CHARACTERS];

  /// Begins as every token of this signer does.
  private final byte[] text;

  private final int beginning;

  Pen(Signer signer) {
    this.signer = signer;
    byte[] begun = signer.beginning();
    beginning = begun.length;
    text = new byte[beginning + payload.length + 1 + Signer.SIGNATURE_CHARACTERS];
    System.arraycopy(begun, 0, text, 0, beginning);
  }

  /// The token that says these claims, JSON.
  ConfirmTokens.Minted mint(byte[] claims) {
    int length = BASE64URL.encode(claims, payload);
    System.arraycopy(payload, 0, text, beginning, length);
    int dot = beginning + length;
    text[dot] = '.';
    byte[] signature = signer.signOurs(text, dot);
    System.arraycopy(signature, 0, text, dot + 1, signature.length);
    return new ConfirmTokens.Minted(
        new ConfirmToken(text(0, dot + 1 + signature.length)),
        text(ConfirmToken.PREFIX.length(), dot));
  }

  private String text(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
