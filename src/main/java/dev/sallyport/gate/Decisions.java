package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Principal;
import dev.sallyport.gate.Deciders.Bar;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Approvals.Decided;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Verdict;
import dev.sallyport.store.Store;
import java.util.Optional;

/// What others decide about a change: they approve its plan, or reject it.
public final class Decisions {
  private final Store store;
  private final ApprovalCheck check;
  private final Deciders deciders;
  private final DecisionDraft drafts;
  private final ApprovalViews views;
  private final FoundChanges changes;
  private final Checkpoint.Listener checkpoints;
  private final Telemetry telemetry;

  public Decisions(
      Store store,
      Policies policies,
      ApprovalCheck check,
      ApprovalViews views,
      RequestDecoder decoder,
      Checkpoint.Listener checkpoints,
      Telemetry telemetry) {
    this.store = store;
    this.check = check;
    this.deciders = new Deciders(store, policies, check);
    this.drafts = new DecisionDraft(policies, check, deciders);
    this.views = views;
    this.changes = new FoundChanges(store, decoder);
    this.checkpoints = checkpoints;
    this.telemetry = telemetry;
  }

  /// `POST /v1/changes/{id}/approve`.
  public Answer approve(Incoming incoming, Journey journey, Principal principal) {
    return decide(Verdict.APPROVED, incoming, journey, principal);
  }

  /// `POST /v1/changes/{id}/reject`.
  public Answer reject(Incoming incoming, Journey journey, Principal principal) {
    return decide(Verdict.REJECTED, incoming, journey, principal);
  }

  private Answer decide(Verdict verdict, Incoming incoming, Journey journey, Principal principal) {
    return changes.withBody(
        incoming,
        () -> changes.any(incoming, journey, principal),
        (change, body) -> {
          Action action = check.asked(change);
          Optional<Bar> barred = deciders.barred(verdict, principal, body, change, action);
          return barred.isPresent()
              ? turnedAway(barred.get())
              : record(drafts.of(verdict, journey, principal, body, change, action), change);
        });
  }

  private Answer record(Decision decision, Change change) {
    Decided decided = store.approvals().decide(decision);
    checkpoints.reached(Checkpoint.DECIDED);
    return switch (decided) {
      case Decided.Counted(int given, ChangeState state) -> Answer.ok(views.view(change, state));
      // A copy of a decision that counts already is no mistake: it is told how things stand.
      case Decided.Before(Verdict before, int given, ChangeState state) ->
          before == decision.verdict()
              ? Answer.ok(views.view(change, state))
              : refuse(
                  "decided",
                  ProblemType.WRONG_STATE,
                  "You have %s this plan already; nobody decides on a plan twice."
                      .formatted(before.wire()));
      case Decided.TooLate(var until) -> refuse("late", check.tooLate(until));
      case Decided.WrongNumber(int left) ->
          refuse(
              "number",
              ProblemType.FORBIDDEN,
              "That is not the number that the requester was shown; ask the requester. You have %s"
                  .formatted(left == 0 ? "no try left." : "tries left: %d.".formatted(left)));
      case Decided.Barred() ->
          refuse(
              "barred",
              ProblemType.FORBIDDEN,
              "You have sent too many wrong numbers for this plan, so another person has to decide on"
                  + " it.");
      case Decided.Refused(ChangeState state, boolean samePlan) ->
          check.lapsed(change.inState(state))
              ? refuse("late", ApprovalCheck.EXPIRED)
              : notDecided(state, samePlan);
    };
  }

  private Answer notDecided(ChangeState state, boolean samePlan) {
    return samePlan
        ? refuse(
            "state",
            ProblemType.WRONG_STATE,
            "The change is %s, so it takes no decisions.".formatted(state.wire()))
        : refuse(
            "plan",
            ProblemType.WRONG_STATE,
            "planHash is not that of this change's plan. Look at the plan again, and decide on what"
                + " is there.");
  }

  private Answer turnedAway(Bar bar) {
    return bar.reason().isEmpty() ? Answer.of(bar.problem()) : refuse(bar.reason(), bar.problem());
  }

  private Answer refuse(String reason, ProblemType type, String detail) {
    return refuse(reason, Problem.of(type, detail));
  }

  private Answer refuse(String reason, Problem problem) {
    telemetry.approvalRefused(reason);
    return Answer.of(problem);
  }
}
