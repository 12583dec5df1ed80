package dev.sallyport.action;

import dev.sallyport.change.Change;
import dev.sallyport.domain.Action;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.token.ConfirmToken;
import dev.sallyport.token.ConfirmTokens;
import dev.sallyport.token.TokenClaims;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/// Mints the confirm token of a change.
final class TokenMint {
  private static final int JTI_BYTES = 16;

  private final ConfirmTokens tokens;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Duration lifetime;

  /// @param clock the store's, by which tokens expire
  TokenMint(ConfirmTokens tokens, InstantSource clock, SecureRandom random, Duration lifetime) {
    this.tokens = tokens;
    this.clock = clock;
    this.random = random;
    this.lifetime = lifetime;
  }

  /// A token and what the store keeps of it.
  record Fresh(ConfirmToken token, TokenClaims claims, IssuedToken issued) {}

  Fresh mint(Change change, Action action) {
    byte[] jti = new byte[JTI_BYTES];
    random.nextBytes(jti);
    Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    TokenClaims claims =
        new TokenClaims(
            Base64.getUrlEncoder().withoutPadding().encodeToString(jti),
            change.requester(),
            change.target(),
            change.key(),
            change.id(),
            action,
            change.planHash(),
            issuedAt,
            issuedAt.plus(lifetime));
    ConfirmTokens.Minted minted = tokens.mint(claims);
    return new Fresh(
        minted.token(),
        claims,
        new IssuedToken(
            minted.token().hash(), change.id(), minted.signed(), claims.iat(), claims.exp()));
  }
}
