package dev.sallyport.target.command;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Run;
import dev.sallyport.target.command.Calls.About;
import dev.sallyport.target.command.Calls.Prepared;
import dev.sallyport.target.command.Fingerprints.State;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Carries plans out: is all as it was planned -> begin -> read along until it ends -> say what
/// that means. Only what the tool itself says, or that it never began, is a failure; what was
/// made to end may have done part of its work, and is unknown.
final class Executing {
  private static final String NOTHING_TOUCHED = " Nothing was touched.";
  private static final Logger LOG = LoggerFactory.getLogger(Executing.class);

  private final CommandConfig config;
  private final Calls calls;
  private final Kept kept;
  private final Fingerprints fingerprints;
  private final Beginning beginning;
  private final Checkpoint.Listener checkpoints;
  private final String settings;

  Executing(
      CommandConfig config,
      Calls calls,
      Kept kept,
      Fingerprints fingerprints,
      Beginning beginning,
      Checkpoint.Listener checkpoints) {
    this.config = config;
    this.calls = calls;
    this.kept = kept;
    this.fingerprints = fingerprints;
    this.beginning = beginning;
    this.checkpoints = checkpoints;
    this.settings = Base.settings(config);
  }

  Effect run(Step step, PlanMaterial plan, Run run) {
    if (!config.has(step)) {
      return step == Step.DEPLOY
          ? new Effect.Done(Outputs.nothingToDo(step))
          : new Effect.Failed(
              "This target has no %s command.".formatted(step.setting()) + NOTHING_TOUCHED,
              empty());
    }
    KeptChange folder = kept.of(run.change());
    Optional<Material> material = Material.of(plan);
    if (material.isEmpty() || !folder.exists()) {
      return new Effect.Stale(
          "The plan is no longer kept, or was made elsewhere." + NOTHING_TOUCHED);
    }
    try {
      return differs(step, plan, material.get(), folder)
          .orElseGet(() -> prepared(step, material.get(), folder, run));
    } catch (IOException e) {
      LOG.warn("a plan's file cannot be read", e);
      return new Effect.Failed("The plan's file cannot be read." + NOTHING_TOUCHED, empty());
    }
  }

  private static Optional<Effect> stale(String detail) {
    return Optional.of(new Effect.Stale(detail + NOTHING_TOUCHED + " Preview again."));
  }

  /// How what would run now differs from what was planned. What comes after an apply starts from
  /// where that led, so the target's state is asked for before it alone.
  private Optional<Effect> differs(
      Step step, PlanMaterial plan, Material material, KeptChange folder) throws IOException {
    if (!material.settings().equals(settings)) {
      return stale("The target's configuration is no longer what the plan was made with.");
    }
    boolean needsFile = step != Step.DEPLOY || config.uses(step, Placeholders.PLAN_FILE);
    Optional<String> planFile =
        config.planFile().isPresent() ? folder.planHash(config.planFile().get()) : Optional.empty();
    if (needsFile && !planFile.equals(material.planFile())) {
      return stale("The saved plan is not the one that was previewed.");
    }
    if (step == Step.DEPLOY) {
      return Optional.empty();
    }
    return switch (fingerprints.state()) {
      // Nobody can say that it has moved.
      case State.Hidden(String detail) ->
          Optional.of(
              new Effect.Failed(
                  "The target's state is not known: " + detail + NOTHING_TOUCHED, empty()));
      case State.Known(var state) ->
          Base.of(planFile, state).equals(plan.base())
              ? Optional.empty()
              : stale("The target has changed since the preview.");
    };
  }

  private Effect prepared(Step step, Material material, KeptChange folder, Run run) {
    About about =
        new About(
            step,
            run.change().value(),
            run.execution().value(),
            material.parameters(),
            Optional.of(folder),
            OptionalLong.of(run.fence()),
            run.traceparent());
    return switch (calls.prepare(step, about)) {
      case Prepared.Missing(String detail) ->
          new Effect.Failed(
              "The target's %s command: %s.".formatted(step.setting(), detail) + NOTHING_TOUCHED,
              empty());
      case Prepared.Refused(var errors) ->
          new Effect.Failed(errors.getFirst().message() + NOTHING_TOUCHED, empty());
      case Prepared.Ready ready -> begin(step, ready, folder, run);
    };
  }

  private Effect begin(Step step, Prepared.Ready ready, KeptChange folder, Run run) {
    Reporting reporting = new Reporting(run, ready.mask(), config.patterns().progress());
    checkpoints.reached(Checkpoint.COMMAND_PREPARED);
    return switch (beginning.begin(
        step,
        run.change(),
        run.execution(),
        () -> {
          checkpoints.reached(Checkpoint.COMMAND_RECORDED);
          return Tool.start(
              ready.call(), reporting.of(Run.Channel.STDOUT), reporting.of(Run.Channel.STDERR));
        })) {
      case Beginning.Result.Not(String detail) ->
          new Effect.Failed(detail + NOTHING_TOUCHED, empty());
      case Beginning.Result.Begun(Tool tool) -> {
        checkpoints.reached(Checkpoint.COMMAND_STARTED);
        Tool.End end = tool.await(run.stop());
        checkpoints.reached(Checkpoint.COMMAND_ENDED);
        record(step, end, folder, run);
        Effect effect = effect(step, end, reporting.tail());
        letGo(step, effect, folder);
        yield effect;
      }
    };
  }

  /// The ending is the target's own word for a later gate; without it that one asks the probe.
  private static void record(Step step, Tool.End end, KeptChange folder, Run run) {
    try {
      folder.started(run.execution()).end(step, end);
    } catch (IOException e) {
      LOG.warn("how a command ended cannot be recorded", e);
    }
  }

  private Effect effect(Step step, Tool.End end, List<String> tail) {
    return switch (end) {
      case Tool.End.Exited(int code) -> exited(step, code, tail);
      case Tool.End.TimedOut(var after, boolean gone) ->
          new Effect.Unknown(
              "The target's %s command had not ended after %s (timeout.%s) and was made to; it may have done part of its work.%s"
                  .formatted(step.setting(), Asked.shown(after), step.setting(), left(gone)),
              Outputs.cutOff(step, tail));
      case Tool.End.Stopped(var why, boolean gone) ->
          new Effect.Unknown(
              "The target's %s command was made to end (%s); it may have done part of its work.%s"
                  .formatted(step.setting(), said(why), left(gone)),
              Outputs.cutOff(step, tail));
    };
  }

  private static String said(Run.Stop why) {
    return switch (why) {
      case CANCELLED -> "the change was cancelled";
      case FROZEN -> "the target was frozen";
      case GATE_STOPPING -> "the gate is stopping";
      case LEASE_LOST -> "the gate had lost the target's lease";
    };
  }

  private static String left(boolean gone) {
    return gone ? "" : " Something that it started cannot be ended and still runs.";
  }

  private Effect exited(Step step, int code, List<String> tail) {
    ObjectNode output = Outputs.exited(step, code, tail);
    return switch (config.meaning(step, code)) {
      case SUCCEEDED, UNCHANGED -> new Effect.Done(output);
      case FAILED ->
          new Effect.Failed(
              "The target's %s command failed (exit code %d)%s."
                  .formatted(step.setting(), code, Asked.lastWords(tail)),
              output);
      case STALE ->
          new Effect.Stale(
              "The target's %s command says that the plan is stale (exit code %d)."
                      .formatted(step.setting(), code)
                  + NOTHING_TOUCHED
                  + " Preview again.");
      case UNKNOWN ->
          new Effect.Unknown(
              "The target's %s command cannot tell whether it took effect (exit code %d)%s."
                  .formatted(step.setting(), code, Asked.lastWords(tail)),
              output);
    };
  }

  /// A plan is kept while something may still read it; it often holds secrets.
  private void letGo(Step step, Effect effect, KeptChange folder) {
    boolean deployReads = config.uses(Step.DEPLOY, Placeholders.PLAN_FILE);
    boolean done = !(effect instanceof Effect.Unknown);
    boolean more = step == Step.APPLY && effect instanceof Effect.Done && deployReads;
    if (done && !more) {
      try {
        folder.dropPlan();
      } catch (IOException e) {
        LOG.warn("the plan of a change that is done cannot be removed", e);
      }
    }
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
