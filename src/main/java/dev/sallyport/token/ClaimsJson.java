package dev.sallyport.token;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Alphabet;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.token.ClaimsReader.Known;
import dev.sallyport.token.ClaimsReader.Named;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The claims as the JSON that is signed, always in the same order.
final class ClaimsJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String JTI = "{\"jti\":\"";
  private static final String SUB = "\",\"sub\":\"";
  private static final String AUD = "\",\"aud\":\"";
  private static final String KEY = "\",\"key\":\"";
  private static final String CHG = "\",\"chg\":\"";
  private static final String ACT = "\",\"act\":\"";
  private static final String PLN = "\",\"pln\":\"";
  private static final String IAT = "\",\"iat\":";
  private static final String EXP = ",\"exp\":";

  private ClaimsJson() {}

  /// Names are of characters that JSON leaves as they are; only a random part that is not from here
  /// may have others.
  static byte[] write(TokenClaims claims) {
    if (!isPlain(claims.jti())) {
      return byTheLibrary(claims);
    }
    String json =
        JTI
            + claims.jti()
            + SUB
            + claims.sub().value()
            + AUD
            + claims.aud().value()
            + KEY
            + claims.key().value()
            + CHG
            + claims.chg().value()
            + ACT
            + claims.act().wire()
            + PLN
            + claims.pln().value()
            + IAT
            + claims.iat().getEpochSecond()
            + EXP
            + claims.exp().getEpochSecond()
            + "}";
    return json.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] byTheLibrary(TokenClaims claims) {
    return JSON.writeValueAsBytes(
        JSON.createObjectNode()
            .put("jti", claims.jti())
            .put("sub", claims.sub().value())
            .put("aud", claims.aud().value())
            .put("key", claims.key().value())
            .put("chg", claims.chg().value())
            .put("act", claims.act().wire())
            .put("pln", claims.pln().value())
            .put("iat", claims.iat().getEpochSecond())
            .put("exp", claims.exp().getEpochSecond()));
  }

  /// Claims that were written here and are signed by us. Whatever is not spelled in the very same
  /// way is read by [#read].
  static Optional<TokenClaims> readOurs(byte[] json) {
    ClaimsReader ours = new ClaimsReader(json);
    String jti = ours.text(Ours.JTI);
    String sub = ours.text(Ours.SUB);
    String aud = ours.text(Ours.AUD);
    String key = ours.text(Ours.KEY);
    String chg = ours.text(Ours.CHG, ChangeId.LENGTH);
    Action act = ours.action(Ours.ACT, Ours.ACTIONS);
    String pln = ours.text(Ours.PLN, PlanHash.LENGTH);
    long iat = ours.number(Ours.IAT);
    long exp = ours.number(Ours.EXP);
    if (act == null || !ours.isOver() || !isPlain(jti)) {
      return read(json);
    }
    try {
      return Optional.of(
          new TokenClaims(
              jti,
              new PrincipalId(sub),
              new TargetName(aud),
              new IdempotencyKey(key),
              new ChangeId(chg),
              act,
              new PlanHash(pln),
              Instant.ofEpochSecond(iat),
              Instant.ofEpochSecond(exp)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return read(json);
    }
  }

  /// What is known of our own claims, as it is read. A value's quotation marks are read with it.
  private static final class Ours {
    private static final Known JTI = Known.of("{\"jti\":");
    private static final Known SUB = Known.of(",\"sub\":");
    private static final Known AUD = Known.of(",\"aud\":");
    private static final Known KEY = Known.of(",\"key\":");
    private static final Known CHG = Known.of(",\"chg\":");
    private static final Known ACT = Known.of(",\"act\":");
    private static final Known PLN = Known.of(",\"pln\":");
    private static final Known IAT = Known.of(",\"iat\":");
    private static final Known EXP = Known.of(",\"exp\":");

    /// What a token may be for.
    private static final Named[] ACTIONS = {
      Named.of(Action.APPLY), Named.of(Action.DEPLOY), Named.of(Action.ROLLBACK)
    };
  }

  private static boolean isPlain(String text) {
    return Alphabet.BASE64URL.spells(text, 0);
  }

  static Optional<TokenClaims> read(byte[] json) {
    try {
      JsonNode claims = JSON.readTree(json);
      return Optional.of(
          new TokenClaims(
              claims.required("jti").asString(),
              new PrincipalId(claims.required("sub").asString()),
              new TargetName(claims.required("aud").asString()),
              new IdempotencyKey(claims.required("key").asString()),
              new ChangeId(claims.required("chg").asString()),
              Action.ofWire(claims.required("act").asString()).orElseThrow(),
              new PlanHash(claims.required("pln").asString()),
              Instant.ofEpochSecond(claims.required("iat").asLong()),
              Instant.ofEpochSecond(claims.required("exp").asLong())));
    } catch (JacksonException
        | IllegalArgumentException
        | NoSuchElementException
        | DateTimeException e) {
      return Optional.empty();
    }
  }
}
