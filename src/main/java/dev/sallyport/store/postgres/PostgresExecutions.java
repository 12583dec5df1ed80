package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Sql;
import dev.sallyport.target.Run.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The executions, from their begin to their end.
final class PostgresExecutions implements Executions {
  private static final Duration FORGET_GATES_AFTER = Duration.ofDays(1);

  private final Pool pool;
  private final PostgresAudit audit;
  private final Gate gate;
  private final Beginner beginner;
  private final Ender ender;

  PostgresExecutions(Pool pool, PostgresAudit audit, Gate gate, Beginner beginner, Ender ender) {
    this.pool = pool;
    this.audit = audit;
    this.gate = gate;
    this.beginner = beginner;
    this.ender = ender;
  }

  @Override
  public Beginning begin(Intent intent) {
    return beginner.begin(intent);
  }

  @Override
  public Hold hold(TargetName target) {
    return pool.read(
        sql ->
            sql.one(ExecutionSql.LEASE_HOLD, ExecutionRows::hold, target.value())
                .orElse(Hold.NEVER));
  }

  @Override
  public boolean finish(ExecutionId id, Ending ending, List<Outputs.Line> last) {
    return ender.end(id, Execution.State.RUNNING, ending, last);
  }

  @Override
  public boolean settle(ExecutionId id, Ending ending) {
    return ender.end(id, Execution.State.UNKNOWN, ending, List.of());
  }

  @Override
  public Optional<Execution> find(ExecutionId id) {
    return pool.read(sql -> sql.one(ExecutionSql.EXECUTION_FIND, ExecutionRows::read, id.value()));
  }

  @Override
  public List<Execution> ofChange(ChangeId id) {
    return pool.read(
        sql -> sql.list(ExecutionSql.EXECUTION_OF_CHANGE, ExecutionRows::read, id.value()));
  }

  @Override
  public List<Execution> cutOff(int limit) {
    gate.heartbeat();
    return pool.transact(
        transaction -> {
          Sql sql = transaction.sql();
          List<Execution> unknown =
              ExecutionSql.ORPHANS.cutOff(
                  sql, transaction.now(), limit, drafts -> audit.append(transaction, drafts));
          sql.update(StoreSql.GATE_FORGET, transaction.now() - FORGET_GATES_AFTER.toMillis());
          return Unit.keep(unknown);
        });
  }

  @Override
  public void heartbeat() {
    gate.heartbeat();
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
    return pool.read(sql -> sql.one(template, row -> row.getInt(1)).orElseThrow());
  }

  @Override
  public List<Execution> list(Filter filter) {
    return pool.read(
        sql ->
            sql.list(
                ExecutionSql.EXECUTION_LIST,
                ExecutionRows::read,
                filter.before() == null ? null : filter.before().value(),
                filter.targets() == null ? null : filter.targets().toArray(String[]::new),
                filter.principal() == null ? null : filter.principal().value(),
                filter.state() == null ? null : filter.state().wire(),
                filter.limit()));
  }

  @Override
  public boolean stop(ExecutionId id, Stop why, AuditDraft draft) {
    String reason = why.name().toLowerCase(Locale.ROOT);
    return pool.transact(
        transaction -> {
          if (transaction.sql().update(ExecutionSql.EXECUTION_STOP, reason, id.value()) == 0) {
            return Unit.undo(false);
          }
          audit.append(transaction, List.of(draft));
          return Unit.keep(true);
        });
  }

  @Override
  public List<Held> held() {
    return pool.read(
        sql ->
            sql.list(
                ExecutionSql.EXECUTION_HELD,
                row -> new Held(new ExecutionId(row.getString("id")), ExecutionRows.stop(row)),
                gate.id()));
  }
}
