package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.sql.ExecutionRows;
import dev.sallyport.store.sql.Json;
import dev.sallyport.target.Run.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The executions, from their begin to their end.
final class SqliteExecutions implements Executions {
  private final Writer writer;
  private final Readers readers;
  private final SqliteAudit audit;
  private final Gates gates;
  private final Duration lease;
  private final Beginner beginner;
  private final Ender ender;
  private final Orphans orphans;

  SqliteExecutions(Writer writer, Readers readers, SqliteAudit audit, Gates gates, Duration lease) {
    this.writer = writer;
    this.readers = readers;
    this.audit = audit;
    this.gates = gates;
    this.lease = lease;
    this.beginner = new Beginner(audit);
    this.ender = new Ender(audit);
    this.orphans = new Orphans(audit, gates);
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
    return writer.write(transaction -> ender.end(transaction, id, from, ending, last));
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
    return writer.write(transaction -> Unit.keep(orphans.cutOff(transaction, limit)));
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
