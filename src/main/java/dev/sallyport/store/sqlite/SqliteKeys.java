package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.store.ApiKeys;
import dev.sallyport.store.sql.KeyRows;
import java.util.List;
import java.util.Optional;

/// The API keys.
final class SqliteKeys implements ApiKeys {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;

  SqliteKeys(Writer writer, Readers readers, SqliteAudit audit) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
  }

  @Override
  public void add(StoredKey key, AuditDraft draft) {
    writer.write(
        transaction -> {
          transaction.sql().update(KeySql.KEY_ADD, KeyRows.values(key, transaction.now()));
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public Optional<StoredKey> find(String id) {
    return readers.read(sql -> sql.one(KeySql.KEY_FIND, KeyRows::read, id));
  }

  @Override
  public List<StoredKey> list() {
    return readers.read(sql -> sql.list(KeySql.KEY_LIST, KeyRows::read));
  }

  @Override
  public boolean revoke(String id, AuditDraft draft) {
    return writer.write(
        transaction -> {
          if (transaction.sql().update(KeySql.KEY_REVOKE, transaction.now(), id) == 0) {
            return Unit.undo(false);
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }
}
