package dev.sallyport.authenticate;

import dev.sallyport.domain.Principal;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.store.ApiKeys;
import dev.sallyport.store.ApiKeys.StoredKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out who calls, from the `Authorization: Bearer` header (RFC 6750, section 2.1).
public final class Authenticator {
  private static final int MOST_CHARACTERS = 256;
  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([!-~]+) *");
  private static final String NOBODY = "0".repeat(64);

  private final ApiKeys keys;

  public Authenticator(ApiKeys keys) {
    this.keys = keys;
  }

  /// The principal of the header's key. Every refusal reads the same, so that it tells nothing of
  /// which keys there are.
  public Step<Principal> authenticate(@Nullable String authorization) {
    return Optional.ofNullable(authorization)
        .filter(header -> header.length() <= MOST_CHARACTERS)
        .map(BEARER::matcher)
        .filter(Matcher::matches)
        .flatMap(bearer -> ApiKey.parse(bearer.group(1)))
        .flatMap(this::check)
        .map(Step::pass)
        .orElseGet(
            () ->
                Step.refuse(
                    ProblemType.UNAUTHENTICATED,
                    "Send Authorization: Bearer with a valid API key."));
  }

  private Optional<Principal> check(ApiKey key) {
    Optional<StoredKey> stored = keys.find(key.id());
    String expected = stored.map(StoredKey::secretHash).orElse(NOBODY);
    boolean proven =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.US_ASCII),
            key.secretHash().getBytes(StandardCharsets.US_ASCII));
    return stored.filter(found -> proven && found.revokedAt() == null).map(StoredKey::principal);
  }
}
