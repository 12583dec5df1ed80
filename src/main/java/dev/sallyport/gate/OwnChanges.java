package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.action.TokenIssue;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.Role;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a requester does with a change of its own beside its actions: cancels it, whether it runs
/// or not, or fetches its confirm token once it is approved.
public final class OwnChanges {
  private static final Set<ChangeState> NOT_BEGUN =
      Set.of(ChangeState.AWAITING_APPROVAL, ChangeState.AWAITING_CONFIRMATION);

  private final Store store;
  private final Policies policies;
  private final ApprovalCheck check;
  private final ApprovalViews views;
  private final TokenIssue tokens;
  private final FoundChanges changes;
  private final Stops stops;

  public OwnChanges(
      Store store,
      Policies policies,
      ApprovalCheck check,
      ApprovalViews views,
      TokenIssue tokens,
      RequestDecoder decoder,
      Telemetry telemetry) {
    this.store = store;
    this.policies = policies;
    this.check = check;
    this.views = views;
    this.tokens = tokens;
    this.changes = new FoundChanges(store, decoder);
    this.stops = new Stops(store, telemetry);
  }

  /// `POST /v1/changes/{id}/cancel`.
  public Answer cancel(Incoming incoming, Journey journey, Principal principal) {
    return changes.withBody(
        incoming,
        () -> changes.own(incoming, journey, principal),
        (change, body) -> cancel(journey, principal, change, body));
  }

  private Answer cancel(Journey journey, Principal principal, Change change, ObjectNode body) {
    ObjectNode details =
        JsonMapper.shared().createObjectNode().put("planHash", change.planHash().value());
    if (body.has("reason")) {
      details.put("reason", body.required("reason").asString());
    }
    boolean ended =
        store
            .changes()
            .end(
                change.id(),
                NOT_BEGUN,
                ChangeState.CANCELLED,
                FoundChanges.draft(
                    AuditEvent.CHANGE_CANCELLED, journey, principal, change, details));
    ChangeState state = store.changes().find(change.id()).orElseThrow().state();
    return ended || state == ChangeState.CANCELLED
        ? Answer.ok(views.view(change, ChangeState.CANCELLED))
        : cancelRunning(journey, principal, change.inState(state), body);
  }

  /// What runs is asked to end; how it ended, its execution says.
  private Answer cancelRunning(
      Journey journey, Principal principal, Change change, ObjectNode body) {
    String reason = body.path("reason").asString("cancelled");
    List<ExecutionId> stopping = stops.ofChange(change.id(), journey, principal, reason);
    return stopping.isEmpty()
        ? Answer.of(
            Problem.of(
                ProblemType.WRONG_STATE,
                "The change is %s, so it can no longer be cancelled."
                    .formatted(change.state().wire())))
        : new Answer.Body(
            202,
            views.view(change, change.state()),
            Map.of("Location", "/v1/executions/" + stopping.getFirst()));
  }

  /// `POST /v1/changes/{id}/token`.
  public Answer token(Incoming incoming, Journey journey, Principal principal) {
    return switch (changes.own(incoming, journey, principal)) {
      case Step.Refused<Change>(Problem problem) -> Answer.of(problem);
      case Step.Passed<Change>(Change change) -> {
        Action action = check.asked(change);
        Optional<Problem> barred = barred(principal, change, action);
        yield barred.isPresent() ? Answer.of(barred.get()) : token(journey, change, action);
      }
    };
  }

  private Optional<Problem> barred(Principal principal, Change change, Action action) {
    if (!principal.has(Role.REQUESTER)
        || !policies.knows(change.target())
        || policies.denies(change)) {
      return Optional.of(
          Problem.of(
              ProblemType.FORBIDDEN,
              "The key's roles or the target's policy do not allow to confirm this change."));
    }
    return switch (change.state()) {
      case AWAITING_APPROVAL, AWAITING_CONFIRMATION, EXPIRED -> check.missing(change, action);
      case APPLIED -> action == Action.DEPLOY ? check.missing(change, action) : Optional.empty();
      case APPLYING,
          APPLY_FAILED,
          DEPLOYING,
          DEPLOYED,
          DEPLOY_FAILED,
          ROLLING_BACK,
          ROLLED_BACK,
          ROLLBACK_FAILED,
          UNKNOWN,
          STALE,
          REJECTED,
          CANCELLED ->
          Optional.empty();
    };
  }

  private Answer token(Journey journey, Change change, Action action) {
    return switch (tokens.issue(
        change, action, check.holdsUntil(change, action), journey.traceId())) {
      case Step.Refused<TokenIssue.Live>(Problem problem) -> Answer.of(problem);
      case Step.Passed<TokenIssue.Live>(TokenIssue.Live live) ->
          Answer.ok(
              JsonMapper.shared()
                  .createObjectNode()
                  .put("changeId", change.id().value())
                  .put(
                      "state",
                      action == Action.DEPLOY
                          ? ChangeState.APPLIED.wire()
                          : ChangeState.AWAITING_CONFIRMATION.wire())
                  .put("planHash", change.planHash().value())
                  .put("confirmToken", live.token().text())
                  .put("confirmBy", live.expiresAt().toString()));
    };
  }
}
