package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.Change;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.LeftClaims;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Requests;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoredRequest;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.store.postgres.Call.Again;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Requests under their idempotency keys.
final class PostgresRequests implements Requests {
  /// How often a claim is tried anew where whoever held the key had let go of it by then.
  static final int MOST_TRIES = 10;

  private final Pool pool;
  private final PostgresAudit audit;
  private final SecureRandom random;
  private final Gate gate;
  private final LeftClaims left = new LeftClaims();
  private final Combiner<ClaimGroup.Asked, Boolean> claims;
  private final Combiner<CompleteGroup.Asked, Boolean> completions;

  PostgresRequests(Pool pool, PostgresAudit audit, SecureRandom random, Gate gate) {
    this.pool = pool;
    this.audit = audit;
    this.random = random;
    this.gate = gate;
    this.claims = pool.groups().make("claim", this::claimTogether);
    this.completions = pool.groups().make("preview", this::completeTogether);
  }

  @Override
  public Optional<StoredRequest> find(RequestKey key) {
    return row(key).map(RequestRow::request);
  }

  private Optional<RequestRow> row(RequestKey key) {
    return pool.read(sql -> RequestRow.find(sql, key));
  }

  @Override
  public Claim claim(RequestKey key, String fingerprint, Duration until) {
    long number = random.nextLong() & Long.MAX_VALUE;
    return left.orLeave(key, number, () -> claim(key, fingerprint, until, number));
  }

  private Claim claim(RequestKey key, String fingerprint, Duration until, long number) {
    ClaimGroup.Asked asked = new ClaimGroup.Asked(key, fingerprint, number, until);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      if (claims.ask(asked)) {
        return new Claim.Claimed(number);
      }
      // Empty where the holder has let go of it just now.
      Optional<RequestRow> found = row(key);
      if (found.isPresent()) {
        // Ours already: the connection broke after it was written.
        return found.get().claim() == number
            ? new Claim.Claimed(number)
            : new Claim.Held(found.get().request());
      }
    }
    throw new StoreUnavailableException("others kept claiming the key and letting go of it");
  }

  private List<Boolean> claimTogether(List<ClaimGroup.Asked> all) {
    ClaimGroup group = new ClaimGroup(new Together<>(all), gate.id(), gate.lease().toMillis());
    return pool.write(Again.REPEATABLE, sql -> group.claim(sql, pool.given()));
  }

  @Override
  public void release(RequestKey key, long claim) {
    left.orLeave(key, claim, () -> delete(key, claim));
  }

  @Override
  public void releaseLeft() {
    left.giveBack(this::delete);
  }

  private int delete(RequestKey key, long claim) {
    return pool.write(
        Again.REPEATABLE,
        sql ->
            sql.update(
                RequestSql.REQUEST_RELEASE,
                key.principal().value(),
                key.target().value(),
                key.action().wire(),
                key.key().value(),
                claim));
  }

  @Override
  public boolean complete(
      RequestKey key,
      long claim,
      Change change,
      @Nullable IssuedToken token,
      List<NewRound> rounds,
      StoredAnswer answer,
      List<AuditDraft> drafts) {
    Drafts records = audit.waiting(drafts);
    CompleteGroup.Asked asked =
        new CompleteGroup.Asked(key, claim, change, token, rounds, answer, records);
    return completions.ask(asked) || isDone(asked);
  }

  private List<Boolean> completeTogether(List<CompleteGroup.Asked> all) {
    CompleteGroup group = new CompleteGroup(new Together<>(all));
    return pool.write(Again.REPEATABLE, sql -> group.complete(sql, pool.given()));
  }

  /// Whether it was completed with just this change: the connection broke after it was written.
  private boolean isDone(CompleteGroup.Asked asked) {
    return row(asked.key())
        .filter(row -> row.claim() == asked.claim())
        .filter(row -> asked.change().id().equals(row.request().change()))
        .isPresent();
  }

  @Override
  public int forget(Duration retention, int limit) {
    // What is gone is not there a second time.
    return pool.transact(
        Again.REPEATABLE,
        transaction ->
            Unit.keep(
                transaction
                    .sql()
                    .update(
                        RequestSql.REQUEST_FORGET,
                        transaction.now() - retention.toMillis(),
                        limit)));
  }
}
