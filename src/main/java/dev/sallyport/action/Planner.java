package dev.sallyport.action;

import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.PlanHashes;
import dev.sallyport.change.Safety;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.policy.Facts;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.target.Impact;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import java.time.Instant;

/// Has a target plan a request, names what was planned, and assesses how safe it is.
final class Planner {
  /// The most characters of a plan's diff; what is larger should be proposed in parts, since nobody
  /// reads it.
  static final int MOST_DIFF = 8 * 1024 * 1024;

  private final Ids ids;
  private final Policies policies;

  Planner(Ids ids, Policies policies) {
    this.ids = ids;
    this.policies = policies;
  }

  /// A plan under its names.
  record Planned(
      ChangeId change, ExecutionId execution, PlanMaterial plan, PlanHash hash, Safety safety) {
    /// The change that the plan becomes when it is recorded.
    Change asChange(Ask ask, ChangeState state, Instant now) {
      return new Change(
          change,
          ask.principal().id(),
          ask.target().name(),
          ask.key(),
          ask.command(),
          ask.request().actor(),
          state,
          hash,
          plan,
          safety,
          execution,
          now,
          now);
    }
  }

  /// @param kept whether the plan may be applied later
  Step<Planned> plan(Ask ask, boolean kept) {
    ChangeId change = ids.changeId();
    ExecutionId execution = ids.executionId();
    Operation operation = ask.request().operation();
    Planning planning =
        ask.target()
            .plan(
                new Proposal(
                    operation,
                    ask.command(),
                    ask.request().parameters(),
                    change,
                    execution,
                    ask.principal().id(),
                    kept));
    return switch (planning) {
      case Planning.Refused(String detail, var errors) ->
          Step.refuse(Problem.of(ProblemType.PLAN_REFUSED, detail).withErrors(errors));
      case Planning.Planned(PlanMaterial plan, var impact) ->
          plan.diff().length() > MOST_DIFF
              ? Step.refuse(
                  ProblemType.PLAN_REFUSED,
                  "The plan's diff is over the limit of %d characters; propose the change in parts."
                      .formatted(MOST_DIFF))
              : switch (judge(ask, plan, impact)) {
                case Step.Refused<Safety>(Problem problem) -> Step.refuse(problem);
                case Step.Passed<Safety>(Safety safety) ->
                    Step.pass(
                        new Planned(
                            change,
                            execution,
                            plan,
                            PlanHashes.of(ask.target().name(), plan),
                            safety));
              };
    };
  }

  private Step<Safety> judge(Ask ask, PlanMaterial plan, Impact impact) {
    return policies
        .judge(ask.target().name())
        .judge(
            ask.request().safetyLevel(),
            new Facts(
                ask.principal(),
                ask.target().name(),
                ask.target().kind(),
                ask.request().action().wire(),
                ask.command(),
                plan,
                impact));
  }
}
