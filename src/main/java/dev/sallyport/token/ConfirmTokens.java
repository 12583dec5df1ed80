package dev.sallyport.token;

import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_BAD_SIGNATURE;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MALFORMED;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sallyport.problem.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes and checks confirm tokens: compact JWS (RFC 7515), HS256, typ `confirm+jwt`.
///
/// A token is the function of its claims and its key, so it can be made again from what the store
/// keeps; and it has one spelling only, so that its hash names it.
public final class ConfirmTokens {
  static final JOSEObjectType TYPE = new JOSEObjectType("confirm+jwt");

  private static final Pattern SHAPE =
      Pattern.compile("spt_([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final Keyring keyring;
  private volatile Signers signers = Signers.NONE;

  public ConfirmTokens(Keyring keyring) {
    this.keyring = keyring;
  }

  /// @param signed header and payload as they were signed, joined by a dot: enough to make it again
  public record Minted(ConfirmToken token, String signed) {}

  /// Signs the claims with the current key.
  public Minted mint(TokenClaims claims) {
    return signers().current().mint(ClaimsJson.write(claims));
  }

  /// The same token once more, unless the key that signed it is retired.
  public Optional<ConfirmToken> mintAgain(String signed) {
    try {
      JWSHeader header = JWSHeader.parse(new Base64URL(signed.substring(0, signed.indexOf('.'))));
      return signers().trusted(header.getKeyID()).map(signer -> again(signer, signed));
    } catch (ParseException e) {
      throw new IllegalStateException("the stored claims are damaged", e);
    }
  }

  /// The claims of a token that this gate signed and still trusts. Says nothing of expiry or use.
  public Step<TokenClaims> verify(ConfirmToken token) {
    Optional<TokenClaims> claims = claimsOfOurs(token.text());
    return claims.isPresent() ? Step.pass(claims.get()) : look(token);
  }

  /// The claims of a token that is in every byte as this gate writes them; empty says nothing but
  /// that a closer look is needed. What is not signed by us is not looked into.
  private Optional<TokenClaims> claimsOfOurs(String text) {
    if (text.length() > ConfirmToken.MOST_CHARACTERS) {
      return Optional.empty();
    }
    // A letter that this charset does not have becomes a question mark, which no token has.
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    Signer signer = signers().whoseTokenBegins(bytes);
    int dot = bytes.length - Signer.SIGNATURE_CHARACTERS - 1;
    if (signer == null || dot < signer.beginning().length || bytes[dot] != '.') {
      return Optional.empty();
    }
    if (!signer.hasSigned(bytes, dot)) {
      return Optional.empty();
    }
    int payload = signer.beginning().length;
    return claims(ByteBuffer.wrap(bytes, payload, dot - payload));
  }

  private static Optional<TokenClaims> claims(ByteBuffer payload) {
    try {
      return ClaimsJson.readOurs(DECODER.decode(payload).array());
    } catch (IllegalArgumentException notOfOurSpelling) {
      return Optional.empty();
    }
  }

  /// Looks at a token part by part, to say what is wrong with it.
  private Step<TokenClaims> look(ConfirmToken token) {
    Matcher parts = SHAPE.matcher(token.text());
    if (token.text().length() > ConfirmToken.MOST_CHARACTERS || !parts.matches()) {
      return malformed();
    }
    Optional<JWSHeader> header = header(new Base64URL(parts.group(1)));
    if (header.isEmpty()) {
      return malformed();
    }
    String signed = parts.group(1) + "." + parts.group(2);
    if (!isOurs(header.get(), signed, parts.group(3))) {
      return Step.refuse(
          CONFIRM_TOKEN_BAD_SIGNATURE,
          "The token's signature does not verify; send it exactly as the preview gave it, or preview"
              + " again under a new idempotency key.");
    }
    return ClaimsJson.read(new Base64URL(parts.group(2)).decode())
        .map(Step::pass)
        .orElseGet(ConfirmTokens::malformed);
  }

  private static Optional<JWSHeader> header(Base64URL part) {
    try {
      Map<String, Object> fields = JSONObjectUtils.parse(part.decodeToString());
      // The library reads the JSON literal null as no map, and then fails on it.
      return fields == null ? Optional.empty() : Optional.of(JWSHeader.parse(fields));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Compares texts, not bytes: base64url spells the last bits of a signature in several ways, and
  /// only one of them is the token that was given out.
  private boolean isOurs(JWSHeader header, String signed, String signature) {
    if (!JWSAlgorithm.HS256.equals(header.getAlgorithm())
        || !TYPE.equals(header.getType())
        || header.getKeyID() == null) {
      return false;
    }
    return signers()
        .trusted(header.getKeyID())
        .filter(signer -> isSame(sign(signer, signed), signature))
        .isPresent();
  }

  private static boolean isSame(byte[] expected, String signature) {
    return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.US_ASCII));
  }

  private Signers signers() {
    List<SigningKey> keys = keyring.keys();
    Signers known = signers;
    if (!known.areOf(keys)) {
      known = known.follow(keys);
      signers = known;
    }
    return known;
  }

  private static byte[] sign(Signer signer, String signed) {
    return signer.sign(signed.getBytes(StandardCharsets.US_ASCII));
  }

  private static ConfirmToken again(Signer signer, String signed) {
    String signature = new String(sign(signer, signed), StandardCharsets.US_ASCII);
    return new ConfirmToken(ConfirmToken.PREFIX + signed + "." + signature);
  }

  private static Step<TokenClaims> malformed() {
    return Step.refuse(
        CONFIRM_TOKEN_MALFORMED,
        "The confirm token is not of the form spt_ and three parts; send it exactly as the preview"
            + " gave it.");
  }
}
