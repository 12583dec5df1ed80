package dev.sallyport.execute;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemJson;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.respond.EventType;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Executions.Ending;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Settlement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Turns what a target reports into an execution's ending: its outcome, the answer that is stored
/// under the request's key, the change's next state and the audit record.
final class Endings {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Envelopes envelopes;

  Endings(Envelopes envelopes) {
    this.envelopes = envelopes;
  }

  /// The execution an ending is for.
  ///
  /// @param echo the request as its answer repeats it
  record Subject(
      Change change,
      ExecutionId execution,
      Action action,
      PrincipalId principal,
      String traceId,
      ObjectNode echo) {

    /// As it was recorded.
    static Subject of(Execution execution, Change change) {
      return new Subject(
          change,
          execution.id(),
          execution.action(),
          execution.principal(),
          execution.traceId(),
          (ObjectNode) JSON.readTree(execution.echo()));
    }
  }

  Ending of(Subject subject, Effect effect) {
    return switch (effect) {
      case Effect.Done(var output) -> succeeded(subject, output, AuditEvent.EXECUTION_FINISHED);
      case Effect.Failed(String detail, var output) ->
          failed(subject, detail, output, AuditEvent.EXECUTION_FINISHED);
      case Effect.Stale(String detail) -> stale(subject, detail);
      case Effect.Unknown(String detail, var output) -> unknown(subject, detail, output);
    };
  }

  /// What became of one that was unknown.
  Ending of(Subject subject, Settlement settlement) {
    return of(subject, settlement, AuditEvent.EXECUTION_SETTLED);
  }

  /// What became of one that was running until now: on the record, too, it was never unknown.
  Ending ofRunning(Subject subject, Settlement settlement) {
    return of(subject, settlement, AuditEvent.EXECUTION_FINISHED);
  }

  private Ending of(Subject subject, Settlement settlement, AuditEvent event) {
    return switch (settlement) {
      case Settlement.Happened(var output) -> succeeded(subject, output, event);
      case Settlement.DidNotHappen(String detail, var output) ->
          failed(subject, detail, output, event);
      case Settlement.CannotTell(String detail) ->
          unknown(subject, detail, JSON.createObjectNode());
    };
  }

  /// What an operator says about an execution of which nobody else could tell.
  ///
  /// @param traceId of the operator's request
  Ending of(Subject subject, Resolution resolution, String traceId) {
    ObjectNode output = JSON.createObjectNode();
    output
        .putObject("resolved")
        .put("by", resolution.operator().value())
        .put("reason", resolution.reason());
    Ending ending =
        resolution.happened()
            ? succeeded(subject, output, AuditEvent.EXECUTION_RESOLVED)
            : failed(
                subject,
                "An operator found that it did not happen: " + resolution.reason(),
                output,
                AuditEvent.EXECUTION_RESOLVED);
    ObjectNode details =
        JSON.createObjectNode()
            .put("action", subject.action().wire())
            .put("outcome", ending.outcome().wire())
            .put("reason", resolution.reason())
            .put("requester", subject.principal().value())
            .put("planHash", subject.change().planHash().value());
    AuditDraft draft =
        new AuditDraft(
            AuditEvent.EXECUTION_RESOLVED,
            traceId,
            resolution.operator(),
            subject.change().target(),
            subject.change().id(),
            subject.execution(),
            details);
    return new Ending(
        ending.outcome(), ending.detail(), output, ending.answer(), ending.state(), List.of(draft));
  }

  private Ending succeeded(Subject subject, ObjectNode output, AuditEvent event) {
    ChangeState state = ChangeState.after(subject.action(), Outcome.SUCCEEDED);
    ObjectNode result =
        Results.execution(subject.change().id(), subject.execution(), state, output);
    ObjectNode body =
        envelopes.event(EventType.of(subject.action()), subject.traceId(), subject.echo(), result);
    return new Ending(
        Outcome.SUCCEEDED,
        null,
        output,
        new StoredAnswer(200, JSON.writeValueAsString(body)),
        state,
        List.of(audit(event, subject, Outcome.SUCCEEDED, null)));
  }

  private static Ending failed(
      Subject subject, String detail, ObjectNode output, AuditEvent event) {
    return ending(
        subject,
        Outcome.FAILED,
        Problem.of(ProblemType.EXECUTION_FAILED, detail),
        output,
        ChangeState.after(subject.action(), Outcome.FAILED),
        event);
  }

  /// The target noticed at the last moment that it had moved: nothing was touched.
  private static Ending stale(Subject subject, String detail) {
    return ending(
        subject,
        Outcome.FAILED,
        Problem.of(ProblemType.PLAN_STALE, detail),
        JSON.createObjectNode(),
        ChangeState.STALE,
        AuditEvent.EXECUTION_FINISHED);
  }

  private static Ending unknown(Subject subject, String detail, ObjectNode output) {
    return ending(
        subject,
        Outcome.UNKNOWN,
        Problem.of(ProblemType.OUTCOME_UNKNOWN, detail),
        output,
        ChangeState.UNKNOWN,
        AuditEvent.EXECUTION_UNKNOWN);
  }

  private static Ending ending(
      Subject subject,
      Outcome outcome,
      Problem problem,
      ObjectNode output,
      ChangeState state,
      AuditEvent event) {
    ObjectNode body =
        ProblemJson.render(problem, "/v1/executions/" + subject.execution(), subject.traceId());
    return new Ending(
        outcome,
        problem.detail(),
        output,
        new StoredAnswer(problem.type().status(), JSON.writeValueAsString(body)),
        state,
        List.of(audit(event, subject, outcome, problem.detail())));
  }

  private static AuditDraft audit(
      AuditEvent event, Subject subject, Outcome outcome, @Nullable String detail) {
    ObjectNode details =
        JSON.createObjectNode()
            .put("action", subject.action().wire())
            .put("outcome", outcome.wire())
            .put("planHash", subject.change().planHash().value());
    if (detail != null) {
      details.put("detail", detail);
    }
    return new AuditDraft(
        event,
        subject.traceId(),
        subject.principal(),
        subject.change().target(),
        subject.change().id(),
        subject.execution(),
        details);
  }
}
