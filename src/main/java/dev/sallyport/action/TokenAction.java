package dev.sallyport.action;

import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_EXPIRED;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MISMATCH;

import dev.sallyport.action.TokenCheck.Confirmed;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Store;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Apply, rollback and deploy: checks the confirm token and that what was seen is still what would
/// run (P4), and hands over to the execution, whose beginning alone decides who wins (P1, P2).
final class TokenAction {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final TokenCheck tokens;
  private final PlanCheck plans;
  private final Policies policies;
  private final Ids ids;
  private final Launch launch;
  private final TokenRefusals refusals;
  private final TokenObserver observer;

  TokenAction(
      Store store,
      TokenCheck tokens,
      PlanCheck plans,
      Policies policies,
      Ids ids,
      Launch launch,
      TokenRefusals refusals,
      TokenObserver observer) {
    this.store = store;
    this.tokens = tokens;
    this.plans = plans;
    this.policies = policies;
    this.ids = ids;
    this.launch = launch;
    this.refusals = refusals;
    this.observer = observer;
  }

  Answer run(Ask ask) {
    return switch (tokens.confirm(ask)) {
      case Step.Refused<Confirmed>(Problem problem) -> refusals.refuse(ask, problem);
      case Step.Passed<Confirmed>(Confirmed confirmed) ->
          switch (plans.stillTrue(ask, confirmed.change())) {
            case Step.Refused<Change>(Problem problem) -> Answer.of(problem);
            case Step.Passed<Change>(Change change) -> begin(ask, confirmed, change);
          };
    };
  }

  private Answer begin(Ask ask, Confirmed confirmed, Change change) {
    boolean deploys = ask.request().action() == Action.DEPLOY;
    String hash = confirmed.token().hash();
    ExecutionId execution = deploys ? ids.executionId() : change.execution();
    ObjectNode used =
        JSON.createObjectNode()
            .put("jti", confirmed.claims().jti())
            .put("for", ask.request().action().wire());
    Intent intent =
        new Intent(
            ask.requestKey(),
            ask.request().fingerprint(),
            change,
            execution,
            deploys && confirmed.claims().act() == Action.APPLY
                ? new TokenUse.Reuse(hash)
                : new TokenUse.Consume(hash),
            ask.traceId(),
            JSON.writeValueAsString(ask.request().echo()),
            policies.whileUnknown(ask.target().name()),
            List.of(
                Audits.ofExecution(AuditEvent.TOKEN_USED, ask, change, execution, used),
                Audits.started(ask, change, execution)));
    return launch.launch(
        ask, intent, observer::consumed, reason -> refusals.refuse(ask, reason(reason, change)));
  }

  private Problem reason(Reason reason, Change change) {
    return switch (reason) {
      case USED ->
          Problem.of(
              ProblemType.CONFIRM_TOKEN_USED,
              "The token has been used; preview again under a new idempotency key.");
      case EXPIRED ->
          Problem.of(
              CONFIRM_TOKEN_EXPIRED,
              "The token has expired; preview again under a new idempotency key.");
      case VOID -> voided(change);
      case UNKNOWN ->
          Problem.of(CONFIRM_TOKEN_MISMATCH, "The token is not one that this gate has on record.");
    };
  }

  /// Why the change's token was made void.
  private Problem voided(Change change) {
    ChangeState state =
        store.changes().find(change.id()).map(Change::state).orElse(ChangeState.STALE);
    return switch (state) {
      case REJECTED, CANCELLED ->
          Problem.of(
              ProblemType.WRONG_STATE,
              "The change is %s, so its token is void.".formatted(state.wire()));
      case AWAITING_APPROVAL,
          AWAITING_CONFIRMATION,
          APPLYING,
          APPLIED,
          APPLY_FAILED,
          DEPLOYING,
          DEPLOYED,
          DEPLOY_FAILED,
          ROLLING_BACK,
          ROLLED_BACK,
          ROLLBACK_FAILED,
          UNKNOWN,
          STALE,
          EXPIRED ->
          PlanCheck.STALE;
    };
  }
}
