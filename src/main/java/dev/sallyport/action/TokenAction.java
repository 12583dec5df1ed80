package dev.sallyport.action;

import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_EXPIRED;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MISMATCH;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MISSING;
import static dev.sallyport.problem.ProblemType.PLAN_STALE;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.PlanHashes;
import dev.sallyport.contract.PresentedToken;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Store;
import dev.sallyport.token.ConfirmToken;
import dev.sallyport.token.ConfirmTokens;
import dev.sallyport.token.TokenClaims;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Apply, rollback and deploy: checks the confirm token and that what was seen is still what would
/// run (P4), and hands over to the execution, whose beginning alone decides who wins (P1, P2).
final class TokenAction {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<ChangeState> NOT_BEGUN =
      EnumSet.of(ChangeState.AWAITING_CONFIRMATION, ChangeState.AWAITING_APPROVAL);

  private final Store store;
  private final ConfirmTokens tokens;
  private final Policies policies;
  private final ApprovalCheck approvals;
  private final Ids ids;
  private final Launch launch;
  private final TokenRefusals refusals;
  private final TokenObserver observer;

  TokenAction(
      Store store,
      ConfirmTokens tokens,
      Policies policies,
      ApprovalCheck approvals,
      Ids ids,
      Launch launch,
      TokenRefusals refusals,
      TokenObserver observer) {
    this.store = store;
    this.tokens = tokens;
    this.policies = policies;
    this.approvals = approvals;
    this.ids = ids;
    this.launch = launch;
    this.refusals = refusals;
    this.observer = observer;
  }

  /// A token that is ours, is this caller's for this, and the change it is for.
  private record Confirmed(ConfirmToken token, TokenClaims claims, Change change) {}

  Answer run(Ask ask) {
    return switch (confirm(ask)) {
      case Step.Refused<Confirmed>(Problem problem) -> refusals.refuse(ask, problem);
      case Step.Passed<Confirmed>(Confirmed confirmed) ->
          switch (stillTrue(ask, confirmed.change())) {
            case Step.Refused<Change>(Problem problem) -> Answer.of(problem);
            case Step.Passed<Change>(Change change) -> begin(ask, confirmed, change);
          };
    };
  }

  private Step<Confirmed> confirm(Ask ask) {
    PresentedToken presented = ask.request().confirmToken();
    if (presented == null || presented.value().isEmpty()) {
      return Step.refuse(
          CONFIRM_TOKEN_MISSING,
          "Preview the change first, and send the confirmToken of its answer.");
    }
    ConfirmToken token = new ConfirmToken(presented.value());
    return switch (tokens.verify(token)) {
      case Step.Refused<TokenClaims>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<TokenClaims>(TokenClaims claims) -> match(ask, token, claims);
    };
  }

  private Step<Confirmed> match(Ask ask, ConfirmToken token, TokenClaims claims) {
    boolean forThis =
        claims.sub().equals(ask.principal().id())
            && claims.aud().equals(ask.target().name())
            && claims.key().equals(ask.key())
            && isFor(claims.act(), ask.request().action());
    Optional<Change> change = forThis ? store.changes().find(claims.chg()) : Optional.empty();
    if (change.isEmpty() || !change.get().planHash().equals(claims.pln())) {
      return Step.refuse(
          CONFIRM_TOKEN_MISMATCH,
          "The token is for another principal, target, idempotency key, action or plan.");
    }
    if (ask.request().action() == Action.DEPLOY
        && claims.act() == Action.APPLY
        && approvals.wants(change.get(), Action.DEPLOY)) {
      return Step.refuse(
          approvals
              .missing(change.get(), Action.DEPLOY)
              .filter(problem -> change.get().state() != ChangeState.AWAITING_CONFIRMATION)
              .orElse(DEPLOY_TOKEN));
    }
    if (!claims.exp().isAfter(store.clock().instant())) {
      return Step.refuse(
          CONFIRM_TOKEN_EXPIRED,
          "The token expired at %s; preview again under a new idempotency key."
              .formatted(claims.exp()));
    }
    return Step.pass(new Confirmed(token, claims, change.get()));
  }

  private static final Problem DEPLOY_TOKEN =
      Problem.of(
          CONFIRM_TOKEN_MISMATCH,
          "The target's policy wants the deploy approved by itself. Once it is, fetch its own token at"
              + " POST /v1/changes/{id}/token, and deploy with that.");

  /// Whether the plan is what was shown and the target is where it was; a plan that no longer holds
  /// is void from here on. The target checks once more when it acts.
  private Step<Change> stillTrue(Ask ask, Change change) {
    if (policies.denies(ask.target().name(), ask.request().action())) {
      return Step.refuse(
          ProblemType.FORBIDDEN,
          "The target's policy denies %s.".formatted(ask.request().action().wire()));
    }
    // The policy may have become stricter since the preview, and a deploy is another thing to undo.
    Reversibility declared = ask.target().reversibility(ask.request().action());
    if (!policies.allows(ask.target().name(), declared)) {
      return Step.refuse(
          ProblemType.FORBIDDEN,
          "The target declares its %s %s, and its policy goes no further than that allows."
              .formatted(ask.request().action().wire(), declared.wire()));
    }
    return switch (change.state()) {
      case STALE -> Step.refuse(PLAN_STALE, STALE_DETAIL);
      case AWAITING_APPROVAL ->
          Step.refuse(
              ProblemType.APPROVAL_REQUIRED,
              "Other people must approve this plan before it can be confirmed.");
      case AWAITING_CONFIRMATION ->
          ask.request().action() == Action.DEPLOY
              ? Step.refuse(ProblemType.WRONG_STATE, "Apply the change before deploying it.")
              : approvedAndFresh(ask, change);
      case APPLIED -> {
        Optional<Problem> missing =
            ask.request().action() == Action.DEPLOY
                ? approvals.missing(change, Action.DEPLOY)
                : Optional.empty();
        yield missing.isPresent() ? Step.refuse(missing.get()) : intact(change);
      }
      case APPLYING,
          APPLY_FAILED,
          DEPLOYING,
          DEPLOYED,
          DEPLOY_FAILED,
          ROLLING_BACK,
          ROLLED_BACK,
          ROLLBACK_FAILED,
          UNKNOWN,
          EXPIRED,
          REJECTED,
          CANCELLED ->
          intact(change);
    };
  }

  private static Step<Change> intact(Change change) {
    return isIntact(change) ? Step.pass(change) : Step.refuse(PLAN_STALE, STALE_DETAIL);
  }

  /// The policy may have become stricter since the preview.
  private Step<Change> approvedAndFresh(Ask ask, Change change) {
    Optional<Problem> missing = approvals.missing(change, ask.request().action());
    return missing.isPresent() ? Step.refuse(missing.get()) : fresh(ask, change);
  }

  private Step<Change> fresh(Ask ask, Change change) {
    boolean same =
        isIntact(change)
            && ask.target().fingerprint(change.plan(), change.id()).equals(change.plan().base());
    if (same) {
      return Step.pass(change);
    }
    boolean ended =
        store
            .changes()
            .end(
                change.id(),
                NOT_BEGUN,
                ChangeState.STALE,
                Audits.draft(AuditEvent.CHANGE_STALE, ask, change, JSON.createObjectNode()));
    // Where it had begun meanwhile, it is the change itself that moved the target: the beginning
    // then finds the stored answer or says that the token is used.
    if (!ended) {
      return Step.pass(change);
    }
    return Step.refuse(PLAN_STALE, STALE_DETAIL);
  }

  /// Whether the recorded plan is still, to the byte, the one whose hash the token carries.
  private static boolean isIntact(Change change) {
    return PlanHashes.of(change.target(), change.plan()).equals(change.planHash());
  }

  private static final String STALE_DETAIL =
      "The target or the plan has changed since the preview. Nothing was touched and the token is void;"
          + " preview again under a new idempotency key.";

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
          Problem.of(PLAN_STALE, STALE_DETAIL);
    };
  }

  /// A deploy takes the token of its apply once more, or one of its own.
  private static boolean isFor(Action act, Action asked) {
    return act == asked || (asked == Action.DEPLOY && act == Action.APPLY);
  }
}
