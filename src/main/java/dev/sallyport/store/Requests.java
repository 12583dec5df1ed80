package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.Change;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Requests under their idempotency keys (P5), and what a preview leaves behind.
public interface Requests {
  Optional<StoredRequest> find(RequestKey key);

  /// Claims a key for a preview that is about to be planned. A claim whose gate has died, or that
  /// is older than `until`, may be taken over, because planning touches nothing.
  ///
  /// @param until for how long the claim holds at most
  Claim claim(RequestKey key, String fingerprint, Duration until);

  sealed interface Claim {
    /// The caller is the one who goes on.
    ///
    /// @param number distinguishes this claim from one that took it over
    record Claimed(long number) implements Claim {}

    /// Another request has the key.
    record Held(StoredRequest request) implements Claim {}
  }

  /// Gives a claim back, so that the same key may be tried again. Nothing happens where it is
  /// another's by now. One that the store does not take back now is left for [#releaseLeft].
  void release(RequestKey key, long claim);

  /// Gives back what claims were left: of callers that never heard that theirs was made, and those
  /// that could not be given back.
  ///
  /// @throws StoreUnavailableException while the store is still away
  void releaseLeft();

  /// Records a planned preview under its claim: the change, its token if one was minted, the rounds
  /// of approval it needs, the answer, the audit records. False, and nothing recorded, where the
  /// claim was taken over meanwhile.
  boolean complete(
      RequestKey key,
      long claim,
      Change change,
      @Nullable IssuedToken token,
      List<Approvals.NewRound> rounds,
      StoredAnswer answer,
      List<AuditDraft> audit);

  /// The same for a change that needs nobody's approval.
  default boolean complete(
      RequestKey key,
      long claim,
      Change change,
      @Nullable IssuedToken token,
      StoredAnswer answer,
      List<AuditDraft> audit) {
    return complete(key, claim, change, token, List.of(), answer, audit);
  }

  /// Forgets finished requests that are older than the retention, at most `limit` of them.
  ///
  /// @return how many went
  int forget(Duration retention, int limit);
}
