package dev.sallyport.execute;

import dev.sallyport.domain.Action;
import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Run;
import dev.sallyport.target.Target;

/// What each action asks of its target.
final class Work {
  private Work() {}

  static Effect run(Action action, Target target, PlanMaterial plan, Run run) {
    return switch (action) {
      case APPLY -> target.apply(plan, run);
      case DEPLOY -> target.deploy(plan, run);
      case ROLLBACK -> target.rollback(plan, run);
      case AUTO -> applyAndDeploy(target, plan, run);
      case PLAN, PREVIEW, STATUS, LIST, READ ->
          throw new IllegalArgumentException(action.wire() + " runs no execution");
    };
  }

  private static Effect applyAndDeploy(Target target, PlanMaterial plan, Run run) {
    Effect applied = target.apply(plan, run);
    if (!(applied instanceof Effect.Done(var applyOutput))) {
      return applied;
    }
    return switch (target.deploy(plan, run)) {
      case Effect.Done(var deployOutput) ->
          new Effect.Done(applyOutput.deepCopy().setAll(deployOutput));
      case Effect.Failed(String detail, var output) ->
          new Effect.Failed("Applied, but the deploy failed: " + detail, output);
      case Effect.Stale(String detail) ->
          new Effect.Failed("Applied, but not deployed: " + detail, applyOutput);
      case Effect.Unknown unknown -> unknown;
    };
  }
}
