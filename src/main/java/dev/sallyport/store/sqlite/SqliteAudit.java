package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.AuditLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The audit records. The chain's end is read inside the transaction that appends to it, so that
/// several processes on one file make one chain ([ChainEnd]).
final class SqliteAudit implements AuditLog {
  private final Writer writer;
  private final Readers readers;

  SqliteAudit(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  /// Appends within a unit of work: the records stand or fall with it.
  ///
  /// A chain whose end is not as a gate left it takes no more records, because the next seal would
  /// make the damage look whole; and what cannot be recorded does not happen.
  void append(Transaction transaction, List<AuditDraft> drafts) throws SQLException {
    for (AuditDraft draft : drafts) {
      transaction.chain().append(transaction.sql(), transaction.instant(), draft);
    }
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
}
