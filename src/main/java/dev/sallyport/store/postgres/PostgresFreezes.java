package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Freezes;
import dev.sallyport.store.sql.FreezeRows;
import dev.sallyport.store.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The freezes.
final class PostgresFreezes implements Freezes {
  private final Pool pool;
  private final PostgresAudit audit;

  PostgresFreezes(Pool pool, PostgresAudit audit) {
    this.pool = pool;
    this.audit = audit;
  }

  @Override
  public boolean set(@Nullable TargetName target, String reason, PrincipalId by, AuditDraft draft) {
    return pool.transact(
        transaction -> {
          transaction.sql().execute(ApprovalSql.FREEZE_ALONE);
          int added =
              transaction
                  .sql()
                  .update(
                      ApprovalSql.FREEZE_ADD,
                      FreezeRows.target(target),
                      reason,
                      by.value(),
                      transaction.now());
          return recorded(transaction, added, draft);
        });
  }

  @Override
  public boolean lift(@Nullable TargetName target, PrincipalId by, AuditDraft draft) {
    return pool.transact(
        transaction -> {
          int lifted =
              transaction
                  .sql()
                  .update(
                      ApprovalSql.FREEZE_LIFT,
                      by.value(),
                      transaction.now(),
                      FreezeRows.target(target));
          return recorded(transaction, lifted, draft);
        });
  }

  private Unit.Verdict<Boolean> recorded(Transaction transaction, int rows, AuditDraft draft)
      throws SQLException {
    if (rows == 0) {
      return Unit.undo(false);
    }
    audit.append(transaction, List.of(draft));
    return Unit.keep(true);
  }

  @Override
  public List<Freeze> standing() {
    return pool.read(sql -> sql.list(ApprovalSql.FREEZE_STANDING, FreezeRows::read));
  }

  /// The freeze that keeps anything from beginning on the target, if there is one.
  static Optional<Freeze> on(Sql sql, TargetName target) throws SQLException {
    return sql.one(ApprovalSql.FREEZE_ON, FreezeRows::read, target.value());
  }
}
