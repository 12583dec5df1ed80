package dev.sallyport.action;

import dev.sallyport.action.Planner.Planned;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions.Hold;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Executions.TokenUse;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Auto: plans, applies and deploys in one call, where the policy allows that for so safe a plan.
/// Copies may plan at the same time, which touches nothing; the claim inside the execution's
/// beginning lets one of them run.
final class AutoAction {
  /// How often a plan is made anew that others have overtaken.
  static final int MOST_PLANS = 10;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final Planner planner;
  private final Policies policies;
  private final Replays replays;
  private final Launch launch;

  AutoAction(Store store, Planner planner, Policies policies, Replays replays, Launch launch) {
    this.store = store;
    this.planner = planner;
    this.policies = policies;
    this.replays = replays;
    this.launch = launch;
  }

  Answer run(Ask ask) {
    if (!policies.allowsAuto(ask.target().name())) {
      return Answer.of(notPermitted("The target's policy does not allow auto."));
    }
    for (int plans = 0; plans < MOST_PLANS; plans++) {
      Optional<Answer> answer = planned(ask);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return refuse(
        ask,
        Problem.of(
                ProblemType.TARGET_BUSY,
                "Others changed the target each of the %d times that this was planned. Nothing was done; send the same request again in a moment."
                    .formatted(MOST_PLANS))
            .withRetryAfter(Launch.BUSY_RETRY));
  }

  /// Empty where something else ran on the target between planning and beginning: what was planned
  /// is stale then, and since nobody has seen it, it is simply planned again.
  private Optional<Answer> planned(Ask ask) {
    Hold hold = store.executions().hold(ask.target().name());
    return switch (planner.plan(ask, true)) {
      case Step.Refused<Planned>(Problem problem) -> Optional.of(refuse(ask, problem));
      case Step.Passed<Planned>(Planned planned) -> run(ask, planned, hold);
    };
  }

  private Optional<Answer> run(Ask ask, Planned planned, Hold hold) {
    if (!policies.allowsAuto(ask.target().name(), planned.safety().assessed())) {
      return Optional.of(
          refuse(
              ask,
              notPermitted(
                  "The target's policy does not allow auto for a plan whose assessed safety is %s; preview"
                          .formatted(planned.safety().assessed().wire())
                      + " it and confirm it instead.")));
    }
    Change change =
        planned.asChange(ask, ChangeState.AWAITING_CONFIRMATION, store.clock().instant());
    Intent intent =
        new Intent(
            ask.requestKey(),
            ask.request().fingerprint(),
            change,
            change.execution(),
            new TokenUse.None(hold),
            ask.traceId(),
            JSON.writeValueAsString(ask.request().echo()),
            policies.whileUnknown(ask.target().name()),
            List.of(
                Audits.ofExecution(
                    AuditEvent.CHANGE_PREVIEWED,
                    ask,
                    change,
                    change.execution(),
                    JSON.createObjectNode()
                        .put("operation", "auto")
                        .put("planHash", change.planHash().value())
                        .put("base", change.plan().base())
                        .put("assessed", change.safety().assessed().wire())),
                Audits.started(ask, change, change.execution())));
    return launch.launch(ask, intent);
  }

  /// A copy that planned while the first one ran found a target that already is as it proposes; it
  /// gets the first one's answer, like any other copy.
  private Answer refuse(Ask ask, Problem problem) {
    return replays.find(ask).orElseGet(() -> Answer.of(problem));
  }

  private static Problem notPermitted(String detail) {
    return Problem.of(ProblemType.AUTO_NOT_PERMITTED, detail);
  }
}
