package dev.sallyport.token;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
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
        "{\"jti\":\""
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
    return json.getBytes(StandardCharsets.US_ASCII);
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
    Cursor at = new Cursor(new String(json, StandardCharsets.ISO_8859_1));
    String jti = at.after("{\"jti\":\"", '"');
    String sub = at.after(SUB, '"');
    String aud = at.after(AUD, '"');
    String key = at.after(KEY, '"');
    String chg = at.after(CHG, '"');
    String act = at.after(ACT, '"');
    String pln = at.after(PLN, '"');
    String iat = at.after(IAT, ',');
    String exp = at.after(EXP, '}');
    if (!at.isRight() || !isPlain(jti)) {
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
              Action.ofWire(act).orElseThrow(),
              new PlanHash(pln),
              Instant.ofEpochSecond(seconds(iat)),
              Instant.ofEpochSecond(seconds(exp))));
    } catch (IllegalArgumentException | NoSuchElementException | DateTimeException e) {
      return read(json);
    }
  }

  private static long seconds(String digits) {
    long seconds = Long.parseLong(digits);
    if (!Long.toString(seconds).equals(digits)) {
      throw new IllegalArgumentException("a time has one spelling");
    }
    return seconds;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /// Takes apart a text of which all but the values is known.
  private static final class Cursor {
    private final String text;
    private int place;
    private boolean right = true;

    Cursor(String text) {
      this.text = text;
    }

    /// What follows the known text and ends before that character; the next known text begins with
    /// it.
    String after(String known, char end) {
      int from = place + known.length();
      int to = right && text.startsWith(known, place) ? text.indexOf(end, from) : -1;
      right = to >= 0;
      place = to;
      return right ? text.substring(from, to) : "";
    }

    /// Whether everything was as it was expected, and nothing but the last brace is left.
    boolean isRight() {
      return right && place == text.length() - 1;
    }
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
