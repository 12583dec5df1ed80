package dev.sallyport.respond;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Safety;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.target.PlanMaterial;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the `result` of an envelope, and what the reading routes show, from what is known.
public final class Results {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Results() {}

  /// What a change asks of others.
  ///
  /// @param policy what the target's policy asks for each action that the change can come to
  /// @param number what approvers must send; null where there is none, or it is not for this viewer
  /// @param broken where an operator did without approvals
  public record Asked(
      Map<Action, String> policy,
      Approvals approvals,
      @Nullable Integer number,
      List<Broken> broken) {
    public Asked {
      policy = Collections.unmodifiableMap(new LinkedHashMap<>(policy));
      broken = List.copyOf(broken);
    }
  }

  /// Break-glass: who let the action through without approvals, and why.
  public record Broken(Action action, PrincipalId by, String reason, Instant at) {}

  /// What `plan` answers: nothing is kept, so it has no change.
  public static ObjectNode plan(PlanMaterial plan, PlanHash hash, Safety safety) {
    ObjectNode result = JSON.createObjectNode();
    result.set("plan", planNode(plan, hash));
    result.set("safety", safetyNode(safety));
    return result;
  }

  /// What `preview` answers, without its token: the caller adds it where one was minted.
  public static ObjectNode preview(Change change, Approvals approvals) {
    ObjectNode result = JSON.createObjectNode();
    result.put("changeId", change.id().value());
    result.put("state", change.state().wire());
    result.set("plan", planNode(change.plan(), change.planHash()));
    result.set("safety", safetyNode(change.safety()));
    result.set("approvals", approvals.node());
    return result;
  }

  /// What a finished execution answers.
  public static ObjectNode execution(
      ChangeId change, ExecutionId execution, ChangeState state, ObjectNode output) {
    ObjectNode result = accepted(change, execution, state);
    result.set("output", output);
    return result;
  }

  /// What an execution that still runs answers.
  public static ObjectNode accepted(ChangeId change, ExecutionId execution, ChangeState state) {
    return JSON.createObjectNode()
        .put("changeId", change.value())
        .put("executionId", execution.value())
        .put("state", state.wire());
  }

  /// A line of `GET /v1/changes`.
  public static ObjectNode changeSummary(Change change) {
    ObjectNode node = JSON.createObjectNode();
    node.put("changeId", change.id().value());
    node.put("target", change.target().value());
    node.put("requester", change.requester().value());
    node.put("idempotencyKey", change.key().value());
    node.put("operation", change.plan().operation().wire());
    node.put("command", change.command());
    node.put("state", change.state().wire());
    node.put("planHash", change.planHash().value());
    node.put("summary", change.plan().summary());
    node.put("assessed", change.safety().assessed().wire());
    node.put("createdAt", time(change.createdAt()));
    node.put("updatedAt", time(change.updatedAt()));
    return node;
  }

  /// `GET /v1/changes/{id}`.
  public static ObjectNode change(Change change, Asked asked, List<Execution> executions) {
    ObjectNode node = JSON.createObjectNode();
    node.put("changeId", change.id().value());
    node.put("target", change.target().value());
    node.put("requester", change.requester().value());
    node.put("idempotencyKey", change.key().value());
    node.put("operation", change.plan().operation().wire());
    node.put("command", change.command());
    if (change.actor() != null) {
      node.set("actor", change.actor());
    }
    node.put("state", change.state().wire());
    node.set("plan", planNode(change.plan(), change.planHash()));
    node.set("safety", safetyNode(change.safety()));
    if (!asked.policy().isEmpty()) {
      ObjectNode policy = node.putObject("policy");
      asked.policy().forEach((action, what) -> policy.put(action.wire(), what));
    }
    node.set("approvals", asked.approvals().node());
    if (asked.number() != null) {
      node.put("confirmNumber", asked.number());
    }
    if (!asked.broken().isEmpty()) {
      ArrayNode broken = node.putArray("breakGlass");
      for (Broken each : asked.broken()) {
        broken
            .addObject()
            .put("action", each.action().wire())
            .put("by", each.by().value())
            .put("reason", each.reason())
            .put("at", time(each.at()));
      }
    }
    ArrayNode list = node.putArray("executions");
    executions.forEach(execution -> list.add(execution(execution)));
    node.put("createdAt", time(change.createdAt()));
    node.put("updatedAt", time(change.updatedAt()));
    return node;
  }

  /// `GET /v1/executions/{id}`.
  public static ObjectNode execution(Execution execution) {
    ObjectNode node = JSON.createObjectNode();
    node.put("executionId", execution.id().value());
    node.put("changeId", execution.change().value());
    node.put("target", execution.target().value());
    node.put("principal", execution.principal().value());
    node.put("action", execution.action().wire());
    node.put("state", execution.state().name().toLowerCase(Locale.ROOT));
    if (execution.detail() != null) {
      node.put("detail", execution.detail());
    }
    node.set("output", execution.output());
    node.put("traceId", execution.traceId());
    node.put("startedAt", time(execution.startedAt()));
    Instant ended = execution.endedAt();
    if (ended != null) {
      node.put("endedAt", time(ended));
    }
    return node;
  }

  private static ObjectNode planNode(PlanMaterial plan, PlanHash hash) {
    ObjectNode node = JSON.createObjectNode();
    node.put("hash", hash.value());
    node.put("summary", plan.summary());
    node.put("diff", plan.diff());
    node.set("stats", plan.stats());
    node.put("base", plan.base());
    return node;
  }

  private static ObjectNode safetyNode(Safety safety) {
    ObjectNode node = JSON.createObjectNode();
    SafetyLevel declared = safety.declared();
    if (declared != null) {
      node.put("declared", declared.wire());
    }
    node.put("assessed", safety.assessed().wire());
    node.put("reversibility", safety.reversibility().wire());
    ArrayNode reasons = node.putArray("reasons");
    safety.reasons().forEach(reasons::add);
    return node;
  }

  private static String time(Instant instant) {
    return instant.toString();
  }
}
