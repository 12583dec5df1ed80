package dev.sallyport.store.sqlite;

import dev.sallyport.change.Binding;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals;
import dev.sallyport.store.sql.DecisionUnit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The decisions on changes, each one unit of work.
final class SqliteApprovals implements Approvals {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;

  SqliteApprovals(Writer writer, Readers readers, SqliteAudit audit) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
  }

  @Override
  public Decided decide(Decision decision) {
    return writer.write(
        transaction -> {
          Decided decided =
              RoundSql.DECISIONS.decide(
                  transaction.sql(),
                  transaction.now(),
                  decision,
                  drafts -> audit.append(transaction, drafts));
          if (decided instanceof Decided.Counted) {
            transaction.checkpoints().reached(Checkpoint.DECISION_WRITTEN);
          }
          return DecisionUnit.isKept(decided) ? Unit.keep(decided) : Unit.undo(decided);
        });
  }

  @Override
  public List<Given> given(ChangeId change, Binding bound, Instant since) {
    return readers.read(sql -> RoundSql.READS.given(sql, change, bound, since.toEpochMilli()));
  }

  @Override
  public Optional<ApprovalRound> round(ChangeId change, Action action) {
    return readers.read(sql -> RoundSql.READS.find(sql, change, action));
  }

  @Override
  public Broke breakGlass(BreakGlass how) {
    return writer.write(
        transaction -> {
          Broke broke =
              RoundSql.WRITES.breakGlass(
                  transaction.sql(),
                  transaction.now(),
                  how,
                  drafts -> audit.append(transaction, drafts));
          if (!(broke instanceof Broke.Through)) {
            return Unit.undo(broke);
          }
          transaction.checkpoints().reached(Checkpoint.DECISION_WRITTEN);
          return Unit.keep(broke);
        });
  }

  @Override
  public int expire(int limit) {
    return writer.write(
        transaction ->
            Unit.keep(
                RoundSql.WRITES.expire(
                    transaction.sql(),
                    transaction.now(),
                    limit,
                    drafts -> audit.append(transaction, drafts))));
  }
}
