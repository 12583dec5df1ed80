package dev.sallyport.token;

import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_BAD_SIGNATURE;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MALFORMED;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sallyport.problem.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.util.Arrays;
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

  private static final byte[] PREFIX = ConfirmToken.PREFIX.getBytes(StandardCharsets.US_ASCII);
  private static final int PREFIX_LENGTH = PREFIX.length;

  private static final Pattern SHAPE =
      Pattern.compile("spt_([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
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
    Signer signer = signers().current();
    byte[] payload = ENCODER.encode(ClaimsJson.write(claims));
    byte[] header = signer.header().getBytes(StandardCharsets.ISO_8859_1);
    int end = PREFIX_LENGTH + header.length + payload.length;
    byte[] text = new byte[end + 1 + Signer.SIGNATURE_CHARACTERS];
    put(PREFIX, text, 0);
    put(header, text, PREFIX_LENGTH);
    put(payload, text, PREFIX_LENGTH + header.length);
    ConfirmToken token = signed(signer, text, end);
    return new Minted(token, token.text().substring(PREFIX_LENGTH, end));
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
    Signer signer = signers().whoseHeaderIsAt(text, PREFIX_LENGTH);
    if (signer == null
        || text.length() > ConfirmToken.MOST_CHARACTERS
        || !text.startsWith(ConfirmToken.PREFIX)) {
      return Optional.empty();
    }
    int payload = PREFIX_LENGTH + signer.header().length();
    int end = text.indexOf('.', payload);
    if (end < 0) {
      return Optional.empty();
    }
    // A letter that this charset does not have becomes a question mark, which no token has.
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] signature = Arrays.copyOfRange(bytes, end + 1, bytes.length);
    return MessageDigest.isEqual(signer.sign(bytes, PREFIX_LENGTH, end), signature)
        ? claims(Arrays.copyOfRange(bytes, payload, end))
        : Optional.empty();
  }

  private static Optional<TokenClaims> claims(byte[] payload) {
    try {
      return ClaimsJson.readOurs(DECODER.decode(payload));
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
    byte[] bytes = signed.getBytes(StandardCharsets.US_ASCII);
    return signer.sign(bytes, 0, bytes.length);
  }

  private static ConfirmToken again(Signer signer, String signed) {
    int end = PREFIX_LENGTH + signed.length();
    byte[] text = new byte[end + 1 + Signer.SIGNATURE_CHARACTERS];
    put(PREFIX, text, 0);
    put(signed.getBytes(StandardCharsets.US_ASCII), text, PREFIX_LENGTH);
    return signed(signer, text, end);
  }

  /// The token whose first two parts stand there already, up to `end`.
  private static ConfirmToken signed(Signer signer, byte[] text, int end) {
    text[end] = '.';
    put(signer.sign(text, PREFIX_LENGTH, end), text, end + 1);
    return new ConfirmToken(new String(text, StandardCharsets.ISO_8859_1));
  }

  private static void put(byte[] part, byte[] text, int at) {
    System.arraycopy(part, 0, text, at, part.length);
  }

  private static Step<TokenClaims> malformed() {
    return Step.refuse(
        CONFIRM_TOKEN_MALFORMED,
        "The confirm token is not of the form spt_ and three parts; send it exactly as the preview"
            + " gave it.");
  }
}
