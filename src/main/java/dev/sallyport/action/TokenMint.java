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
import java.util.Optional;

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
    return mint(change, action, Instant.MAX).orElseThrow();
  }

  /// A token that does not outlive that instant; empty where not even a second is left.
  Optional<Fresh> mint(Change change, Action action, Instant latest) {
    byte[] jti = new byte[JTI_BYTES];
    random.nextBytes(jti);
    Instant issuedAt = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant usual = issuedAt.plus(lifetime);
    Instant expiresAt = usual.isBefore(latest) ? usual : latest.truncatedTo(ChronoUnit.SECONDS);
    if (!expiresAt.isAfter(issuedAt)) {
      return Optional.empty();
    }
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
            expiresAt);
    ConfirmTokens.Minted minted = tokens.mint(claims);
    return Optional.of(
        new Fresh(
            minted.token(),
            claims,
            new IssuedToken(
                minted.token().hash(), change.id(), minted.signed(), claims.iat(), claims.exp())));
  }
}
