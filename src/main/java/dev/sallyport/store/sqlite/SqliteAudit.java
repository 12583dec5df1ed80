package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.AuditLog;
import dev.sallyport.store.StoreUnavailableException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The audit records. The chain's end is read inside the transaction that appends to it, so that
/// several processes on one file make one chain.
final class SqliteAudit implements AuditLog {
  private final Writer writer;
  private final Readers readers;
  private final AuditSealer sealer;

  SqliteAudit(Writer writer, Readers readers, AuditSealer sealer) {
    this.writer = writer;
    this.readers = readers;
    this.sealer = sealer;
  }

  /// Appends within a unit of work: the records stand or fall with it.
  ///
  /// A chain whose end is not as a gate left it takes no more records, because the next seal would
  /// make the damage look whole; and what cannot be recorded does not happen.
  void append(Transaction transaction, List<AuditDraft> drafts) throws SQLException {
    if (drafts.isEmpty()) {
      return;
    }
    AuditHead start =
        transaction
            .sql()
            .one(AuditSql.AUDIT_HEAD, SqliteAudit::head)
            .filter(sealer::accepts)
            .orElseThrow(() -> damaged("the end of the chain is missing or not sealed"));
    AuditHead head = start;
    Instant now = Instant.ofEpochMilli(transaction.now());
    for (AuditDraft draft : drafts) {
      Link link = AuditChain.append(head, now, draft, sealer);
      if (insert(transaction, link) == 0) {
        throw damaged("there is a record beyond its end");
      }
      head = AuditChain.headAt(link, sealer);
    }
    transaction
        .sql()
        .update(
            AuditSql.AUDIT_MOVE_HEAD, head.sequence(), head.hash(), head.seal(), start.sequence());
  }

  @Override
  public void append(List<AuditDraft> drafts) {
    writer.write(
        transaction -> {
          append(transaction, drafts);
          return Unit.keep(true);
        });
  }

  @Override
  public List<AuditRecord> after(long sequence, int limit) {
    return readers.read(
        sql -> sql.list(AuditSql.AUDIT_AFTER, SqliteAudit::record, sequence, limit));
  }

  @Override
  public List<AuditRecord> before(long sequence, int limit) {
    return readers.read(
        sql -> sql.list(AuditSql.AUDIT_BEFORE, SqliteAudit::record, sequence, limit));
  }

  @Override
  public List<AuditRecord> ofChange(ChangeId change, int limit) {
    return readers.read(
        sql -> sql.list(AuditSql.AUDIT_OF_CHANGE, SqliteAudit::record, change.value(), limit));
  }

  @Override
  public Optional<AuditHead> head() {
    return readers.read(sql -> sql.one(AuditSql.AUDIT_HEAD, SqliteAudit::head));
  }

  private static int insert(Transaction transaction, Link link) throws SQLException {
    return transaction
        .sql()
        .update(
            AuditSql.AUDIT_APPEND,
            link.sequence(),
            link.body(),
            link.previous(),
            link.hash(),
            link.seal());
  }

  static AuditRecord record(ResultSet row) throws SQLException {
    return AuditChain.read(
        new Link(
            row.getLong("sequence"),
            row.getString("body"),
            row.getString("previous"),
            row.getString("hash"),
            row.getString("seal")));
  }

  static AuditHead head(ResultSet row) throws SQLException {
    return new AuditHead(row.getLong("sequence"), row.getString("hash"), row.getString("seal"));
  }

  private static StoreUnavailableException damaged(String what) {
    return new StoreUnavailableException(
        "the audit log was changed from outside: " + what + "; run audit verify");
  }
}
