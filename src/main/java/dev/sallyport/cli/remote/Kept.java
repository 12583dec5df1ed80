package dev.sallyport.cli.remote;

import org.jspecify.annotations.Nullable;

/// What is kept here of a change that was previewed, so that it can be confirmed by its key alone.
///
/// @param url the gate's
/// @param keyId which API key previewed it; no secret
/// @param key the idempotency key
/// @param operation `change` or `rollback`
/// @param confirmToken a secret; absent while approval is awaited and once all is done
/// @param done whether nothing is left to confirm
record Kept(
    String url,
    String keyId,
    String target,
    String key,
    String operation,
    String changeId,
    @Nullable String confirmToken,
    boolean done) {
  Kept withToken(String token) {
    return new Kept(url, keyId, target, key, operation, changeId, token, false);
  }

  Kept finished() {
    return new Kept(url, keyId, target, key, operation, changeId, null, true);
  }

  /// Without the token.
  @Override
  public String toString() {
    return "Kept[%s, %s, %s, %s]".formatted(target, key, operation, changeId);
  }
}
