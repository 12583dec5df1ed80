package dev.sallyport.action;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.PlanHashes;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// Whether the plan is what was shown, the target where it was, and the policy one that lets it
/// through (P4). A plan that no longer holds is void from here on. The target checks once more when
/// it acts.
final class PlanCheck {
  static final Problem STALE =
      Problem.of(
          ProblemType.PLAN_STALE,
          "The target or the plan has changed since the preview. Nothing was touched and the token is void;"
              + " preview again under a new idempotency key.");

  private static final Set<ChangeState> NOT_BEGUN =
      EnumSet.of(ChangeState.AWAITING_CONFIRMATION, ChangeState.AWAITING_APPROVAL);

  private final Store store;
  private final Policies policies;
  private final ApprovalCheck approvals;

  PlanCheck(Store store, Policies policies, ApprovalCheck approvals) {
    this.store = store;
    this.policies = policies;
    this.approvals = approvals;
  }

  Step<Change> stillTrue(Ask ask, Change change) {
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
      case STALE -> Step.refuse(STALE);
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
    return isIntact(change) ? Step.pass(change) : Step.refuse(STALE);
  }

  /// The policy may have become stricter since the preview.
  private Step<Change> approvedAndFresh(Ask ask, Change change) {
    Optional<Problem> missing = approvals.missing(change, ask.request().action());
    return missing.isPresent() ? Step.refuse(missing.get()) : fresh(ask, change);
  }

  private Step<Change> fresh(Ask ask, Change change) {
    if (isIntact(change) && !hasMoved(ask.target(), change)) {
      return Step.pass(change);
    }
    boolean ended =
        store
            .changes()
            .end(
                change.id(),
                NOT_BEGUN,
                ChangeState.STALE,
                Audits.draft(
                    AuditEvent.CHANGE_STALE, ask, change, JsonMapper.shared().createObjectNode()));
    // Where it had begun meanwhile, it is the change itself that moved the target: the beginning
    // then finds the stored answer or says that the token is used.
    if (!ended) {
      return Step.pass(change);
    }
    return Step.refuse(STALE);
  }

  /// Whether the target has moved for good. What is seen of one that somebody is at work on may be
  /// half a change, or one that is taken back: its plan is not void for that. Whoever begins then
  /// finds it busy, or has it and asks once more.
  private boolean hasMoved(Target target, Change change) {
    if (isAtBase(target, change)) {
      return false;
    }
    Hold before = store.executions().hold(target.name());
    return before.holder() == null
        && !isAtBase(target, change)
        && store.executions().hold(target.name()).equals(before);
  }

  private static boolean isAtBase(Target target, Change change) {
    return target.fingerprint(change.plan(), change.id()).equals(change.plan().base());
  }

  /// Whether the recorded plan is still, to the byte, the one whose hash the token carries.
  private static boolean isIntact(Change change) {
    return PlanHashes.of(change.target(), change.plan()).equals(change.planHash());
  }
}
