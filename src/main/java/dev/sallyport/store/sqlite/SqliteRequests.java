package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.Change;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.LeftClaims;
import dev.sallyport.store.RequestKey;
import dev.sallyport.store.Requests;
import dev.sallyport.store.StoredRequest;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.TokenRows;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Requests under their idempotency keys.
final class SqliteRequests implements Requests {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;
  private final Gates gates;
  private final SecureRandom random;
  private final LeftClaims left = new LeftClaims();

  SqliteRequests(
      Writer writer, Readers readers, SqliteAudit audit, Gates gates, SecureRandom random) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
    this.gates = gates;
    this.random = random;
  }

  /// A request as found under its key.
  ///
  /// @param gate the one that claimed it
  record Row(StoredRequest request, String gate) {
    /// Whether it is a preview that is not done yet.
    boolean isOpenPreview() {
      return request.answer() == null && request.execution() == null;
    }
  }

  @Override
  public Optional<StoredRequest> find(RequestKey key) {
    return readers.read(sql -> find(sql, key)).map(Row::request);
  }

  @Override
  public Claim claim(RequestKey key, String fingerprint, Duration until) {
    long number = random.nextLong() & Long.MAX_VALUE;
    return left.orLeave(key, number, () -> claim(key, fingerprint, until, number));
  }

  private Claim claim(RequestKey key, String fingerprint, Duration until, long number) {
    return writer.write(
        transaction -> {
          if (tryClaim(transaction, key, fingerprint, number, until)) {
            return Unit.keep(new Claim.Claimed(number));
          }
          Row holder = find(transaction.sql(), key).orElseThrow();
          if (holder.isOpenPreview()
              && gates.bury(transaction, holder.gate())
              && tryClaim(transaction, key, fingerprint, number, until)) {
            return Unit.keep(new Claim.Claimed(number));
          }
          return Unit.keep(new Claim.Held(holder.request()));
        });
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
    return writer.write(
        transaction ->
            Unit.keep(
                transaction
                    .sql()
                    .update(
                        RequestSql.REQUEST_RELEASE,
                        key.principal().value(),
                        key.target().value(),
                        key.action().wire(),
                        key.key().value(),
                        claim)));
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
    return writer.write(
        transaction -> {
          int claimed =
              transaction
                  .sql()
                  .update(
                      RequestSql.REQUEST_COMPLETE,
                      change.id().value(),
                      answer.status(),
                      answer.body(),
                      transaction.now(),
                      key.principal().value(),
                      key.target().value(),
                      key.action().wire(),
                      key.key().value(),
                      claim);
          if (claimed == 0) {
            return Unit.undo(false);
          }
          ChangeWrites.insert(transaction.sql(), change);
          if (token != null) {
            transaction.sql().update(TokenSql.TOKEN_ADD, TokenRows.values(token));
          }
          for (NewRound round : rounds) {
            open(transaction, change.id(), round);
          }
          audit.append(transaction, drafts);
          transaction.checkpoints().reached(Checkpoint.PREVIEW_WRITTEN);
          return Unit.keep(true);
        });
  }

  private static void open(Transaction transaction, ChangeId change, NewRound round)
      throws SQLException {
    transaction
        .sql()
        .update(
            RoundSql.ROUND_ADD,
            change.value(),
            round.action().wire(),
            round.open().toMillis(),
            round.number(),
            round.action() == Action.DEPLOY ? null : transaction.now() + round.open().toMillis());
  }

  @Override
  public int forget(Duration retention, int limit) {
    return writer.write(
        transaction ->
            Unit.keep(
                transaction
                    .sql()
                    .update(
                        RequestSql.REQUEST_FORGET,
                        transaction.now() - retention.toMillis(),
                        limit)));
  }

  static Optional<Row> find(Sql sql, RequestKey key) throws SQLException {
    return sql.one(
        RequestSql.REQUEST_FIND,
        SqliteRequests::row,
        key.principal().value(),
        key.target().value(),
        key.action().wire(),
        key.key().value());
  }

  private static boolean tryClaim(
      Transaction transaction, RequestKey key, String fingerprint, long number, Duration until)
      throws SQLException {
    return transaction
            .sql()
            .update(
                RequestSql.REQUEST_CLAIM,
                key.principal().value(),
                key.target().value(),
                key.action().wire(),
                key.key().value(),
                fingerprint,
                number,
                transaction.gate(),
                transaction.now(),
                transaction.now() + until.toMillis())
        == 1;
  }

  private static Row row(ResultSet row) throws SQLException {
    String change = row.getString("change_id");
    String execution = row.getString("execution_id");
    String body = row.getString("body");
    return new Row(
        new StoredRequest(
            row.getString("fingerprint"),
            change == null ? null : new ChangeId(change),
            execution == null ? null : new ExecutionId(execution),
            body == null ? null : new StoredAnswer(row.getInt("status"), body)),
        row.getString("gate_id"));
  }
}
