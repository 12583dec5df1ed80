package dev.sallyport.token;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import java.time.Instant;

/// What a confirm token says: who may do what to which target, by which plan, until when.
///
/// @param jti 128 random bits, base64url
/// @param act [Action#APPLY], [Action#ROLLBACK], or [Action#DEPLOY] for a deploy's own token
/// @param iat and `exp`: whole seconds, as JWT has them (RFC 7519, section 2)
public record TokenClaims(
    String jti,
    PrincipalId sub,
    TargetName aud,
    IdempotencyKey key,
    ChangeId chg,
    Action act,
    PlanHash pln,
    Instant iat,
    Instant exp) {

  public TokenClaims {
    if (act != Action.APPLY && act != Action.ROLLBACK && act != Action.DEPLOY) {
      throw new IllegalArgumentException(
          "a token is for apply, rollback or deploy, not " + act.wire());
    }
    if (!exp.isAfter(iat)) {
      throw new IllegalArgumentException("a token must expire after it is issued");
    }
  }
}
