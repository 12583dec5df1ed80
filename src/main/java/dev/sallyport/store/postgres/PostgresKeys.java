package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.store.ApiKeys;
import dev.sallyport.store.sql.KeyRows;
import java.util.List;
import java.util.Optional;

/// The API keys.
final class PostgresKeys implements ApiKeys {
  private final Pool pool;
  private final PostgresAudit audit;

  PostgresKeys(Pool pool, PostgresAudit audit) {
    this.pool = pool;
    this.audit = audit;
  }

  @Override
  public void add(StoredKey key, AuditDraft draft) {
    pool.transact(
        transaction -> {
          transaction.sql().update(KeySql.KEY_ADD, KeyRows.values(key, transaction.now()));
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public Optional<StoredKey> find(String id) {
    return pool.read(sql -> sql.one(KeySql.KEY_FIND, KeyRows::read, id));
  }

  @Override
  public List<StoredKey> list() {
    return pool.read(sql -> sql.list(KeySql.KEY_LIST, KeyRows::read));
  }

  @Override
  public boolean revoke(String id, AuditDraft draft) {
    return pool.transact(
        transaction -> {
          if (transaction.sql().update(KeySql.KEY_REVOKE, transaction.now(), id) == 0) {
            return Unit.undo(false);
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }
}
