package dev.sallyport.token;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
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

  private ClaimsJson() {}

  static byte[] write(TokenClaims claims) {
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
