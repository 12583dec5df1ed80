package dev.sallyport.execute;

import dev.sallyport.domain.Action;
import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Run;
import dev.sallyport.target.Run.Stop;
import dev.sallyport.target.Target;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/// What each action asks of its target.
final class Work {
  private Work() {}

  static Effect run(Action action, Target target, PlanMaterial plan, Run run) {
    Optional<Stop> asked = asked(run);
    if (asked.isPresent()) {
      return new Effect.Failed(
          "Stopped before it began (%s); nothing was touched.".formatted(said(asked.get())),
          JsonNodeFactory.instance.objectNode());
    }
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
    Optional<Stop> asked = asked(run);
    if (asked.isPresent()) {
      return new Effect.Failed(
          "Applied, but stopped before the deploy (%s).".formatted(said(asked.get())), applyOutput);
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

  /// Why the run was asked to end, if it was.
  private static Optional<Stop> asked(Run run) {
    return Optional.ofNullable(run.stop().toCompletableFuture().getNow(null));
  }

  private static String said(Stop why) {
    return switch (why) {
      case CANCELLED -> "the change was cancelled";
      case FROZEN -> "the target was frozen";
      case GATE_STOPPING -> "the gate is stopping";
      case LEASE_LOST -> "the gate had lost the target's lease";
    };
  }
}
