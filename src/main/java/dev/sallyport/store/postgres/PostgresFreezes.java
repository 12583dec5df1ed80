package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Freezes;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The freezes.
final class PostgresFreezes implements Freezes {
  /// In the column `target`: all of them.
  private static final String ALL = "*";

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
                      column(target),
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
                  .update(ApprovalSql.FREEZE_LIFT, by.value(), transaction.now(), column(target));
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
    return pool.read(sql -> sql.list(ApprovalSql.FREEZE_STANDING, PostgresFreezes::freeze));
  }

  /// The freeze that keeps anything from beginning on the target, if there is one.
  static Optional<Freeze> on(Sql sql, TargetName target) throws SQLException {
    return sql.one(ApprovalSql.FREEZE_ON, PostgresFreezes::freeze, target.value());
  }

  private static Freeze freeze(ResultSet row) throws SQLException {
    String target = row.getString("target");
    return new Freeze(
        target.equals(ALL) ? null : new TargetName(target),
        row.getString("reason"),
        new PrincipalId(row.getString("set_by")),
        Times.of(row, "set_at"));
  }

  private static String column(@Nullable TargetName target) {
    return target == null ? ALL : target.value();
  }
}
