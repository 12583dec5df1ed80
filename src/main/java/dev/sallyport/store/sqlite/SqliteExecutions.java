package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Json;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.target.Run.Stop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The executions, from their begin to their end.
final class SqliteExecutions implements Executions {
  private static final Duration FORGET_GATES_AFTER = Duration.ofDays(1);

  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;
  private final Gates gates;
  private final Duration lease;
  private final Beginner beginner;

  SqliteExecutions(Writer writer, Readers readers, SqliteAudit audit, Gates gates, Duration lease) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
    this.gates = gates;
    this.lease = lease;
    this.beginner = new Beginner(audit);
  }

  @Override
  public Beginning begin(Intent intent) {
    return writer.write(transaction -> beginner.begin(transaction, intent));
  }

  @Override
  public Hold hold(TargetName target) {
    return readers.read(
        sql ->
            sql.one(ExecutionSql.LEASE_HOLD, ExecutionRows::hold, target.value())
                .orElse(Hold.NEVER));
  }

  @Override
  public boolean finish(ExecutionId id, Ending ending, List<Outputs.Line> last) {
    return end(id, Execution.State.RUNNING, ending, last);
  }

  @Override
  public boolean settle(ExecutionId id, Ending ending) {
    return end(id, Execution.State.UNKNOWN, ending, List.of());
  }

  private boolean end(
      ExecutionId id, Execution.State from, Ending ending, List<Outputs.Line> last) {
    return writer.write(
        transaction -> {
          Sql sql = transaction.sql();
          int ended =
              sql.update(
                  ExecutionSql.EXECUTION_END,
                  ending.outcome().wire(),
                  ending.detail(),
                  ending.output().toString(),
                  transaction.now(),
                  id.value(),
                  from.wire());
          if (ended == 0) {
            return Unit.undo(false);
          }
          SqliteOutputs.add(sql, id, last);
          recordEnding(transaction, id, ending);
          audit.append(transaction, ending.audit());
          transaction.checkpoints().reached(Checkpoint.FINISH_WRITTEN);
          return Unit.keep(true);
        });
  }

  private static void recordEnding(Transaction transaction, ExecutionId id, Ending ending)
      throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    if (ending.answer() != null) {
      sql.update(
          RequestSql.REQUEST_ANSWER_EXECUTION,
          ending.answer().status(),
          ending.answer().body(),
          now,
          id.value());
    }
    sql.update(ChangeSql.CHANGE_MOVE_OF_EXECUTION, ending.state().wire(), now, id.value());
    if (ending.state() == ChangeState.APPLIED) {
      sql.update(RoundSql.ROUND_OPEN_OF_EXECUTION, now, id.value());
    }
    if (ending.state() == ChangeState.STALE) {
      sql.update(TokenSql.TOKEN_VOID_OF_EXECUTION, now, id.value());
    }
    // Nobody may touch a target of which nobody can tell what became of it.
    if (ending.outcome() != Outcome.UNKNOWN) {
      sql.update(ExecutionSql.LEASE_GIVE_BACK, id.value());
    }
  }

  @Override
  public Optional<Execution> find(ExecutionId id) {
    return readers.read(
        sql -> sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, id.value()));
  }

  @Override
  public List<Execution> ofChange(ChangeId id) {
    return readers.read(
        sql -> sql.list(ExecutionSql.EXECUTION_OF_CHANGE, ExecutionRows::read, id.value()));
  }

  @Override
  public List<Execution> cutOff(int limit) {
    return writer.write(
        transaction -> {
          Sql sql = transaction.sql();
          long now = transaction.now();
          for (String gate :
              sql.list(
                  ExecutionSql.EXECUTION_GATES,
                  row -> row.getString("gate_id"),
                  transaction.gate(),
                  now)) {
            gates.bury(transaction, gate);
          }
          List<ExecutionId> moved = moveOrphans(transaction, limit);
          sql.update(GateSql.GATE_FORGET, now - FORGET_GATES_AFTER.toMillis());
          return Unit.keep(unknown(sql, moved, limit));
        });
  }

  private List<ExecutionId> moveOrphans(Transaction transaction, int limit) throws SQLException {
    Sql sql = transaction.sql();
    long now = transaction.now();
    List<ExecutionId> moved = new ArrayList<>();
    List<AuditDraft> drafts = new ArrayList<>();
    for (Execution orphan :
        sql.list(ExecutionSql.EXECUTION_ORPHANS, ExecutionRows::read, now, limit)) {
      String id = orphan.id().value();
      if (sql.update(ExecutionSql.EXECUTION_CUT_OFF, ExecutionRows.CUT_OFF, id, now) == 1) {
        sql.update(
            ChangeSql.CHANGE_MOVE_OF_EXECUTION,
            ChangeState.after(orphan.action(), Outcome.UNKNOWN).wire(),
            now,
            id);
        drafts.add(ExecutionRows.cutOff(orphan));
        moved.add(orphan.id());
      }
    }
    audit.append(transaction, drafts);
    return moved;
  }

  /// Those just moved first, so that many old ones never hide them.
  private static List<Execution> unknown(Sql sql, List<ExecutionId> moved, int limit)
      throws SQLException {
    List<Execution> all = new ArrayList<>();
    for (ExecutionId id : moved) {
      sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, id.value()).ifPresent(all::add);
    }
    for (Execution old : sql.list(ExecutionSql.EXECUTION_UNKNOWN, ExecutionRows::read, limit)) {
      if (all.size() < limit && !moved.contains(old.id())) {
        all.add(old);
      }
    }
    return all;
  }

  @Override
  public void heartbeat() {
    writer.write(
        transaction ->
            Unit.keep(
                transaction
                    .sql()
                    .update(
                        GateSql.GATE_RENEW,
                        transaction.now() + lease.toMillis(),
                        transaction.gate())));
  }

  @Override
  public int count(Execution.State state) {
    ExecutionSql template =
        switch (state) {
          case RUNNING -> ExecutionSql.EXECUTION_COUNT_RUNNING;
          case UNKNOWN -> ExecutionSql.EXECUTION_COUNT_UNKNOWN;
          case SUCCEEDED, FAILED ->
              throw new IllegalArgumentException("only open executions are counted");
        };
    return readers.read(sql -> sql.one(template, row -> row.getInt(1)).orElseThrow());
  }

  @Override
  public List<Execution> list(Filter filter) {
    Execution.State state = filter.state();
    boolean open = state == Execution.State.RUNNING || state == Execution.State.UNKNOWN;
    return readers.read(
        sql ->
            sql.list(
                open ? ExecutionSql.EXECUTION_LIST_OPEN : ExecutionSql.EXECUTION_LIST,
                ExecutionRows::read,
                filter.before() == null ? null : filter.before().value(),
                filter.targets() == null ? null : Json.array(filter.targets()),
                filter.principal() == null ? null : filter.principal().value(),
                state == null ? null : state.wire(),
                filter.limit()));
  }

  @Override
  public boolean stop(ExecutionId id, Stop why, AuditDraft draft) {
    return writer.write(
        transaction -> {
          String reason = why.name().toLowerCase(Locale.ROOT);
          if (transaction.sql().update(ExecutionSql.EXECUTION_STOP, reason, id.value()) == 0) {
            return Unit.undo(false);
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public List<Held> held() {
    return readers.read(
        sql ->
            sql.list(
                ExecutionSql.EXECUTION_HELD,
                row -> new Held(new ExecutionId(row.getString("id")), ExecutionRows.stop(row)),
                gates.id()));
  }
}
