package dev.sallyport.store.sql;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.RequestKey;
import dev.sallyport.target.Run.Stop;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// An execution as a row.
public final class ExecutionRows {
  /// What stands on record of an execution whose gate ended before it did.
  public static final String CUT_OFF = "the gate ended before the execution did";

  private ExecutionRows() {}

  public static Execution read(ResultSet row) throws SQLException {
    PrincipalId principal = new PrincipalId(row.getString("principal"));
    TargetName target = new TargetName(row.getString("target"));
    Action action = Action.ofWire(row.getString("action")).orElseThrow();
    return new Execution(
        new ExecutionId(row.getString("id")),
        new ChangeId(row.getString("change_id")),
        target,
        principal,
        action,
        state(row.getString("state")),
        row.getString("detail"),
        Json.object(row.getString("output")),
        row.getLong("fence"),
        stop(row),
        row.getString("trace_id"),
        row.getString("echo"),
        new RequestKey(
            principal, target, action, new IdempotencyKey(row.getString("idempotency_key"))),
        Times.of(row, "started_at"),
        Times.nullable(row, "ended_at"));
  }

  private static Execution.State state(String text) {
    return Execution.State.valueOf(text.toUpperCase(Locale.ROOT));
  }

  /// How a target is held.
  public static Hold hold(ResultSet row) throws SQLException {
    String holder = row.getString("state");
    return new Hold(row.getLong("fence"), holder == null ? null : state(holder));
  }

  public static @Nullable Stop stop(ResultSet row) throws SQLException {
    String stop = row.getString("stop");
    return stop == null ? null : Stop.valueOf(stop.toUpperCase(Locale.ROOT));
  }

  /// The audit record of an execution that was cut off.
  public static AuditDraft cutOff(Execution orphan) {
    return new AuditDraft(
        AuditEvent.EXECUTION_UNKNOWN,
        orphan.traceId(),
        orphan.principal(),
        orphan.target(),
        orphan.change(),
        orphan.id(),
        JsonNodeFactory.instance
            .objectNode()
            .put("action", orphan.action().wire())
            .put("reason", CUT_OFF));
  }
}
