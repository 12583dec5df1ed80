package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.Change;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Requests;
import dev.sallyport.store.StoredRequest;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.sql.ChangeRows;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.TokenRows;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Requests under their idempotency keys.
final class PostgresRequests implements Requests {
  private final Pool pool;
  private final PostgresAudit audit;
  private final SecureRandom random;
  private final String gate;
  private final Duration lease;

  PostgresRequests(
      Pool pool, PostgresAudit audit, SecureRandom random, String gate, Duration lease) {
    this.pool = pool;
    this.audit = audit;
    this.random = random;
    this.gate = gate;
    this.lease = lease;
  }

  @Override
  public Optional<StoredRequest> find(RequestKey key) {
    return pool.read(sql -> RequestRow.find(sql, key)).map(RequestRow::request);
  }

  @Override
  public Claim claim(RequestKey key, String fingerprint, Duration until) {
    long number = random.nextLong() & Long.MAX_VALUE;
    while (true) {
      Optional<Claim> claim =
          pool.write(Again.REPEATABLE, sql -> attempt(sql, key, fingerprint, number, until));
      if (claim.isPresent()) {
        return claim.get();
      }
    }
  }

  /// Empty where the holder has let go of it just now.
  private Optional<Claim> attempt(
      Sql sql, RequestKey key, String fingerprint, long number, Duration until)
      throws SQLException {
    int claimed =
        sql.update(
            RequestSql.REQUEST_CLAIM,
            pool.given(),
            gate,
            lease.toMillis(),
            key.principal().value(),
            key.target().value(),
            key.action().wire(),
            key.key().value(),
            fingerprint,
            number,
            until.toMillis());
    if (claimed == 1) {
      return Optional.of(new Claim.Claimed(number));
    }
    return RequestRow.find(sql, key)
        .map(
            row ->
                // Ours already: the connection broke after it was written.
                row.claim() == number ? new Claim.Claimed(number) : new Claim.Held(row.request()));
  }

  @Override
  public void release(RequestKey key, long claim) {
    pool.write(
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
    List<@Nullable Object> values = new ArrayList<>();
    Collections.addAll(
        values,
        change.id().value(),
        answer.status(),
        answer.body(),
        pool.given(),
        key.principal().value(),
        key.target().value(),
        key.action().wire(),
        key.key().value(),
        claim);
    Collections.addAll(values, ChangeRows.values(change));
    Collections.addAll(values, ChangeRows.planValues(change));
    Collections.addAll(values, token == null ? new @Nullable Object[5] : TokenRows.values(token));
    Collections.addAll(
        values,
        rounds.stream().map(round -> round.action().wire()).toArray(String[]::new),
        rounds.stream().mapToLong(round -> round.open().toMillis()).toArray(),
        rounds.stream().mapToLong(PostgresRequests::number).toArray());
    Collections.addAll(values, records.texts(), records.seals());
    return pool.write(
        Again.REPEATABLE,
        sql ->
            sql.one(RequestSql.REQUEST_COMPLETE, row -> row.getInt(1), values.toArray()).orElse(0)
                    == 1
                || isDone(sql, key, claim, change));
  }

  private static long number(NewRound round) {
    Integer number = round.number();
    return number == null ? 0 : number;
  }

  /// Whether it was completed with just this change: the connection broke after it was written.
  private static boolean isDone(Sql sql, RequestKey key, long claim, Change change)
      throws SQLException {
    return RequestRow.find(sql, key)
        .filter(row -> row.claim() == claim && change.id().equals(row.request().change()))
        .isPresent();
  }

  @Override
  public int forget(Duration retention, int limit) {
    return pool.transact(
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
