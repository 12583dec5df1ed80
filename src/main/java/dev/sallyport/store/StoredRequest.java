package dev.sallyport.store;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import org.jspecify.annotations.Nullable;

/// What is known of a request under its idempotency key.
///
/// @param fingerprint SHA-256, hex, of the canonical body
/// @param answer absent while the first request still runs
public record StoredRequest(
    String fingerprint,
    @Nullable ChangeId change,
    @Nullable ExecutionId execution,
    @Nullable StoredAnswer answer) {

  /// @param body the JSON text; where the answer had a confirm token, `null` stands in its place
  public record StoredAnswer(int status, String body) {}
}
