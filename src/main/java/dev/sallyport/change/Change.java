package dev.sallyport.change;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.PlanMaterial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One proposal on one target with the plan that was made of it.
///
/// @param actor what the caller said of itself; shown, never trusted
/// @param execution the name of the execution that will apply the plan, which the plan already
///     carries
public record Change(
    ChangeId id,
    PrincipalId requester,
    TargetName target,
    IdempotencyKey key,
    String command,
    @Nullable JsonNode actor,
    ChangeState state,
    PlanHash planHash,
    PlanMaterial plan,
    Safety safety,
    ExecutionId execution,
    Instant createdAt,
    Instant updatedAt) {

  public Change inState(ChangeState state) {
    return new Change(
        id, requester, target, key, command, actor, state, planHash, plan, safety, execution,
        createdAt, updatedAt);
  }
}
