package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The end of the audit chain as one transaction moves it. Nobody else writes to the file until
/// that commits, so its units read and check it once, and it is written once, before the commit.
final class ChainEnd {
  private final AuditSealer sealer;
  private @Nullable AuditHead start;
  private @Nullable Link last;

  ChainEnd(AuditSealer sealer) {
    this.sealer = sealer;
  }

  /// Appends one record after the end, wherever that is now.
  void append(Sql sql, Instant now, AuditDraft draft) throws SQLException {
    Link end = last;
    Link link =
        end == null
            ? AuditChain.append(start(sql), now, draft, sealer)
            : AuditChain.after(end, now, draft, sealer);
    if (insert(sql, link) == 0) {
      throw damaged("there is a record beyond its end");
    }
    last = link;
  }

  /// Where it is now, for [#backTo(Link)].
  @Nullable Link last() {
    return last;
  }

  /// Forgets what was appended since, which is undone in the file.
  void backTo(@Nullable Link end) {
    last = end;
  }

  /// Writes where it is, for whoever reads the file next.
  void write(Sql sql) throws SQLException {
    Link end = last;
    if (end == null) {
      return;
    }
    AuditHead head = AuditChain.headAt(end, sealer);
    sql.update(
        AuditSql.AUDIT_MOVE_HEAD, head.sequence(), head.hash(), head.seal(), start(sql).sequence());
    start = head;
    last = null;
  }

  private AuditHead start(Sql sql) throws SQLException {
    AuditHead known = start;
    if (known == null) {
      known =
          sql.one(AuditSql.AUDIT_HEAD, SqliteAudit::head)
              .filter(sealer::accepts)
              .orElseThrow(() -> damaged("the end of the chain is missing or not sealed"));
      start = known;
    }
    return known;
  }

  private static int insert(Sql sql, Link link) throws SQLException {
    return sql.update(
        AuditSql.AUDIT_APPEND,
        link.sequence(),
        link.body(),
        link.previous(),
        link.hash(),
        link.seal());
  }

  private static StoreUnavailableException damaged(String what) {
    return new StoreUnavailableException(
        "the audit log was changed from outside: " + what + "; run audit verify");
  }
}
