package dev.sallyport.store.sql;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Safety;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.PlanMaterial;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A change as rows: itself, and its plan.
public final class ChangeRows {
  private ChangeRows() {}

  /// In the order of an insert into `changes`.
  public static @Nullable Object[] values(Change change) {
    Safety safety = change.safety();
    return new @Nullable Object[] {
      change.id().value(),
      change.requester().value(),
      change.target().value(),
      change.key().value(),
      change.command(),
      change.actor() == null ? null : change.actor().toString(),
      change.state().wire(),
      safety.declared() == null ? null : safety.declared().wire(),
      safety.assessed().wire(),
      safety.reversibility().wire(),
      Json.array(safety.reasons()),
      change.execution().value(),
      change.createdAt().toEpochMilli(),
      change.updatedAt().toEpochMilli()
    };
  }

  /// In the order of an insert into `plans`.
  public static Object[] planValues(Change change) {
    PlanMaterial plan = change.plan();
    return new Object[] {
      change.id().value(),
      plan.operation().wire(),
      change.planHash().value(),
      plan.base(),
      plan.summary(),
      plan.diff(),
      plan.stats().toString(),
      plan.material().toString()
    };
  }

  /// About how long a change with its plan is in all.
  public static long characters(Change change) {
    PlanMaterial plan = change.plan();
    return plan.diff().length() + plan.summary().length() + plan.material().toString().length();
  }

  public static Change read(ResultSet row) throws SQLException {
    return new Change(
        new ChangeId(row.getString("id")),
        new PrincipalId(row.getString("requester")),
        new TargetName(row.getString("target")),
        new IdempotencyKey(row.getString("idempotency_key")),
        row.getString("command"),
        Json.nullable(row.getString("actor")),
        ChangeState.ofWire(row.getString("state")).orElseThrow(),
        new PlanHash(row.getString("hash")),
        plan(row),
        safety(row),
        new ExecutionId(row.getString("execution_id")),
        Times.of(row, "created_at"),
        Times.of(row, "updated_at"));
  }

  private static PlanMaterial plan(ResultSet row) throws SQLException {
    return new PlanMaterial(
        Operation.ofWire(row.getString("operation")).orElseThrow(),
        row.getString("base"),
        row.getString("summary"),
        row.getString("diff"),
        Json.object(row.getString("stats")),
        Json.object(row.getString("material")));
  }

  private static Safety safety(ResultSet row) throws SQLException {
    String declared = row.getString("declared");
    return new Safety(
        declared == null ? null : SafetyLevel.ofWire(declared).orElseThrow(),
        SafetyLevel.ofWire(row.getString("assessed")).orElseThrow(),
        Reversibility.valueOf(
            row.getString("reversibility").toUpperCase(Locale.ROOT).replace('-', '_')),
        Json.texts(row.getString("reasons")));
  }
}
