package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.store.Sessions;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.sql.SessionRows;
import java.util.List;
import java.util.Optional;

/// The console's sessions.
final class PostgresSessions implements Sessions {
  private final Pool pool;
  private final PostgresAudit audit;

  PostgresSessions(Pool pool, PostgresAudit audit) {
    this.pool = pool;
    this.audit = audit;
  }

  @Override
  public boolean begin(String idHash, String keyId, AuditDraft draft) {
    return pool.transact(
        transaction -> {
          long now = transaction.now();
          int begun = transaction.sql().update(SessionSql.SESSION_BEGIN, idHash, now, now, keyId);
          if (begun == 0) {
            return Unit.undo(false);
          }
          transaction.sql().update(SessionSql.SESSION_CROWD_OUT, idHash, MOST_OF_ONE);
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public Optional<Session> find(String idHash, Lasting lasting) {
    return pool.read(
        sql ->
            sql.one(
                SessionSql.SESSION_FIND,
                SessionRows::read,
                pool.given(),
                idHash,
                lasting.idle().toMillis(),
                lasting.life().toMillis()));
  }

  @Override
  public void seen(String idHash) {
    // A second time is the same.
    pool.transact(
        Again.REPEATABLE,
        transaction ->
            Unit.keep(
                transaction.sql().update(SessionSql.SESSION_SEEN, transaction.now(), idHash)));
  }

  @Override
  public boolean end(String idHash, AuditDraft draft) {
    return ended(SessionSql.SESSION_END, idHash, draft) > 0;
  }

  @Override
  public int endAll(PrincipalId principal, AuditDraft draft) {
    return ended(SessionSql.SESSION_END_ALL, principal.value(), draft);
  }

  private int ended(SessionSql template, String whose, AuditDraft draft) {
    return pool.transact(
        transaction -> {
          int ended = transaction.sql().update(template, whose);
          if (ended == 0) {
            return Unit.undo(0);
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(ended);
        });
  }

  @Override
  public int forget(Lasting lasting, int limit) {
    // What is gone is not there a second time.
    return pool.transact(
        Again.REPEATABLE,
        transaction ->
            Unit.keep(
                transaction
                    .sql()
                    .update(
                        SessionSql.SESSION_FORGET,
                        transaction.now() - lasting.idle().toMillis(),
                        transaction.now() - lasting.life().toMillis(),
                        limit)));
  }
}
