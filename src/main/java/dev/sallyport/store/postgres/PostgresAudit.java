package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.AuditLog;
import dev.sallyport.store.postgres.Call.Again;
import dev.sallyport.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The audit records. One that is written stands with the work that it is about, and waits; it gets
/// its number and place in the chain within a second, from whichever gate seals then. Whoever reads
/// has what waits sealed first, so that nothing recorded is missing from what is read.
final class PostgresAudit implements AuditLog {
  private final Pool pool;
  private final Witness witness;
  private final Sealing sealing;

  PostgresAudit(Pool pool, Witness witness, Sealing sealing) {
    this.pool = pool;
    this.witness = witness;
    this.sealing = sealing;
  }

  /// The records as a statement takes them that writes them with its work.
  ///
  /// A chain whose end is not as a gate left it takes no more records, because the next seal would
  /// make the damage look whole; and what cannot be recorded does not happen.
  Drafts waiting(List<AuditDraft> drafts) {
    sealing.requireSound();
    return witness.drafts(drafts);
  }

  /// Appends within a unit of work: the records stand or fall with it.
  void append(Transaction transaction, List<AuditDraft> drafts) throws SQLException {
    if (!drafts.isEmpty()) {
      Drafts waiting = waiting(drafts);
      long at = add(transaction.sql(), transaction.now(), waiting);
      transaction.recorded(waiting, at);
    }
  }

  @Override
  public void append(List<AuditDraft> drafts) {
    if (!drafts.isEmpty()) {
      Drafts waiting = waiting(drafts);
      waiting.areWritten(pool.write(Again.ONCE, sql -> add(sql, pool.given(), waiting)));
    }
  }

  /// When they were written.
  static long add(Sql sql, @Nullable Long given, Drafts waiting) throws SQLException {
    return sql.one(
            AuditSql.AUDIT_ADD, row -> row.getLong("now"), given, waiting.texts(), waiting.seals())
        .orElseThrow();
  }

  @Override
  public List<AuditRecord> after(long sequence, int limit) {
    sealing.sealWhatWaits();
    return pool.read(sql -> sql.list(AuditSql.AUDIT_AFTER, PostgresAudit::record, sequence, limit));
  }

  @Override
  public List<AuditRecord> before(long sequence, int limit) {
    sealing.sealWhatWaits();
    return pool.read(
        sql -> sql.list(AuditSql.AUDIT_BEFORE, PostgresAudit::record, sequence, limit));
  }

  @Override
  public List<AuditRecord> ofChange(ChangeId change, int limit) {
    sealing.sealWhatWaits();
    return pool.read(
        sql -> sql.list(AuditSql.AUDIT_OF_CHANGE, PostgresAudit::record, change.value(), limit));
  }

  @Override
  public Optional<AuditHead> head() {
    sealing.sealWhatWaits();
    return pool.read(sql -> sql.one(AuditSql.AUDIT_HEAD, PostgresAudit::head));
  }

  @Override
  public Optional<String> trouble() {
    sealing.sealWhatWaits();
    return sealing.trouble();
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
