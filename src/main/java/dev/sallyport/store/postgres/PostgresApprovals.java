package dev.sallyport.store.postgres;

import dev.sallyport.change.Binding;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals;
import dev.sallyport.store.sql.DecisionUnit;
import dev.sallyport.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The decisions on changes, each one unit of work.
final class PostgresApprovals implements Approvals {
  private final Pool pool;
  private final PostgresAudit audit;

  PostgresApprovals(Pool pool, PostgresAudit audit) {
    this.pool = pool;
    this.audit = audit;
  }

  @Override
  public Decided decide(Decision decision) {
    return pool.transact(
        transaction -> {
          Sql sql = transaction.sql();
          // Those who decide on one change come after each other, so that the last approval
          // needed is counted as the last.
          PostgresChanges.lock(sql, decision.change());
          Decided decided =
              RoundSql.DECISIONS.decide(
                  sql, transaction.now(), decision, drafts -> audit.append(transaction, drafts));
          return DecisionUnit.isKept(decided) ? Unit.keep(decided) : Unit.undo(decided);
        });
  }

  @Override
  public List<Given> given(ChangeId change, Binding bound, Instant since) {
    return pool.read(sql -> RoundSql.READS.given(sql, change, bound, since.toEpochMilli()));
  }

  @Override
  public Optional<ApprovalRound> round(ChangeId change, Action action) {
    return pool.read(sql -> RoundSql.READS.find(sql, change, action));
  }

  @Override
  public Broke breakGlass(BreakGlass how) {
    return pool.transact(
        transaction -> {
          Sql sql = transaction.sql();
          PostgresChanges.lock(sql, how.change());
          Broke broke =
              RoundSql.WRITES.breakGlass(
                  sql, transaction.now(), how, drafts -> audit.append(transaction, drafts));
          return broke instanceof Broke.Through ? Unit.keep(broke) : Unit.undo(broke);
        });
  }

  @Override
  public int expire(int limit) {
    return pool.transact(
        transaction ->
            Unit.keep(
                RoundSql.WRITES.expire(
                    transaction.sql(),
                    transaction.now(),
                    limit,
                    drafts -> audit.append(transaction, drafts))));
  }
}
