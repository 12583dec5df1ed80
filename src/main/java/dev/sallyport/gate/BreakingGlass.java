package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Binding;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Approvals.BreakGlass;
import dev.sallyport.store.Approvals.Broke;
import dev.sallyport.store.Store;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Break-glass: an operator, who must be a person, lets a change through without the approvals it
/// awaits, for a reason and where the target's policy allows it. From there on it goes its usual
/// way, by its requester's confirm token; what is frozen stays frozen.
public final class BreakingGlass {
  private final Store store;
  private final Policies policies;
  private final ApprovalCheck check;
  private final ApprovalViews views;
  private final FoundChanges changes;
  private final Duration holds;
  private final Checkpoint.Listener checkpoints;
  private final Telemetry telemetry;

  /// @param holds for how long the change may be confirmed then
  public BreakingGlass(
      Store store,
      Policies policies,
      ApprovalCheck check,
      ApprovalViews views,
      RequestDecoder decoder,
      Duration holds,
      Checkpoint.Listener checkpoints,
      Telemetry telemetry) {
    this.store = store;
    this.policies = policies;
    this.check = check;
    this.views = views;
    this.changes = new FoundChanges(store, decoder);
    this.holds = holds;
    this.checkpoints = checkpoints;
    this.telemetry = telemetry;
  }

  /// `POST /v1/changes/{id}/break-glass`.
  public Answer breakGlass(Incoming incoming, Journey journey, Principal principal) {
    return changes.withBody(
        incoming,
        () -> changes.any(incoming, journey, principal),
        (change, body) -> {
          Optional<Problem> barred = barred(principal, change);
          if (barred.isPresent()) {
            telemetry.breakGlassRefused();
            return Answer.of(barred.get());
          }
          return breakGlass(journey, principal, change, body);
        });
  }

  private Optional<Problem> barred(Principal principal, Change change) {
    if (principal.kind() != PrincipalKind.PERSON || !principal.has(Role.OPERATOR)) {
      return Optional.of(
          Problem.of(
              ProblemType.FORBIDDEN, "Only a person with the role operator may break the glass."));
    }
    if (!policies.knows(change.target())
        || policies.denies(change)
        || !policies.allowsBreakGlass(change.target())) {
      return Optional.of(
          Problem.of(
              ProblemType.FORBIDDEN,
              "The target's policy lets nobody do without approvals (breakGlass)."));
    }
    return Optional.empty();
  }

  private Answer breakGlass(Journey journey, Principal principal, Change change, ObjectNode body) {
    Action action = check.asked(change);
    Binding bound =
        policies.binding(change, action, new PlanHash(body.required("planHash").asString()));
    String reason = body.required("reason").asString();
    ObjectNode details =
        JsonMapper.shared()
            .createObjectNode()
            .put("for", action.wire())
            .put("planHash", bound.plan().value())
            .put("base", bound.base())
            .put("requester", bound.requester().value())
            .put("policy", bound.policy())
            .put("asked", bound.asked())
            .put("reason", reason);
    BreakGlass how =
        new BreakGlass(
            change.id(),
            principal.id(),
            bound,
            reason,
            holds,
            FoundChanges.draft(AuditEvent.BREAK_GLASS_USED, journey, principal, change, details));
    Broke broke = store.approvals().breakGlass(how);
    checkpoints.reached(Checkpoint.DECIDED);
    return switch (broke) {
      case Broke.Through(ChangeState state) -> {
        telemetry.brokeGlass(change.target(), action);
        yield Answer.ok(views.view(change, state));
      }
      case Broke.TooLate(var until) -> Answer.of(check.tooLate(until));
      case Broke.Refused(ChangeState state, boolean samePlan) -> {
        if (check.lapsed(change.inState(state))) {
          yield Answer.of(ApprovalCheck.EXPIRED);
        }
        yield Answer.of(
            Problem.of(
                ProblemType.WRONG_STATE,
                samePlan
                    ? "The change is %s, so it awaits no approval to do without."
                        .formatted(state.wire())
                    : "planHash is not that of this change's plan. Look at the plan again."));
      }
    };
  }
}
