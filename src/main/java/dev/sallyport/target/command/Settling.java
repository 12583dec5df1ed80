package dev.sallyport.target.command;

import dev.sallyport.domain.Action;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.command.Asked.Answer;
import dev.sallyport.target.command.Calls.About;
import dev.sallyport.target.command.Started.Known;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Says whether an execution that was cut off took effect: by what is on record of its start and
/// end, and where that says nothing, by asking the probe; never while something of it still
/// runs.
final class Settling {
  private final CommandConfig config;
  private final Asked asked;
  private final Kept kept;
  private final Turn turn;

  Settling(CommandConfig config, Asked asked, Kept kept, Turn turn) {
    this.config = config;
    this.asked = asked;
    this.kept = kept;
    this.turn = turn;
  }

  /// What is found of one step.
  private sealed interface Trace {
    record Found(ObjectNode output) implements Trace {}

    record Absent(String detail) implements Trace {}

    record Unclear(String detail) implements Trace {}
  }

  Settlement settle(PlanMaterial plan, CutOff cutOff) throws IOException {
    return turn.take(() -> inTurn(plan, cutOff))
        .orElse(new Settlement.CannotTell("A process is still at work on the target."));
  }

  private Settlement inTurn(PlanMaterial plan, CutOff cutOff) throws IOException {
    KeptChange folder = kept.of(cutOff.change());
    if (!folder.exists()) {
      return new Settlement.CannotTell(
          "What was started for the change is not on record here; it is too long ago, or another"
              + " machine started it.");
    }
    if (Beginning.lives(cutOff.execution(), folder)) {
      return new Settlement.CannotTell("Something that the execution started still runs.");
    }
    Settlement settlement = look(plan, cutOff, folder);
    if (!(settlement instanceof Settlement.CannotTell)) {
      folder.end(cutOff.execution());
      if (cutOff.action() != Action.APPLY || !config.uses(Step.DEPLOY, Placeholders.PLAN_FILE)) {
        folder.dropPlan();
      }
    }
    return settlement;
  }

  private Settlement look(PlanMaterial plan, CutOff cutOff, KeptChange folder) throws IOException {
    return switch (cutOff.action()) {
      case APPLY -> settlement(trace(Step.APPLY, plan, cutOff, folder), none(), "");
      case DEPLOY ->
          config.has(Step.DEPLOY)
              ? settlement(trace(Step.DEPLOY, plan, cutOff, folder), none(), "")
              : new Settlement.Happened(Outputs.nothingToDo(Step.DEPLOY));
      case ROLLBACK -> settlement(trace(Step.ROLLBACK, plan, cutOff, folder), none(), "");
      case AUTO -> both(plan, cutOff, folder);
      case PLAN, PREVIEW, STATUS, LIST, READ ->
          new Settlement.CannotTell("This action runs no execution.");
    };
  }

  private Settlement both(PlanMaterial plan, CutOff cutOff, KeptChange folder) throws IOException {
    Trace applied = trace(Step.APPLY, plan, cutOff, folder);
    if (!(applied instanceof Trace.Found(ObjectNode output))) {
      return settlement(applied, none(), "");
    }
    if (!config.has(Step.DEPLOY)) {
      return new Settlement.Happened(output.deepCopy().setAll(Outputs.nothingToDo(Step.DEPLOY)));
    }
    return settlement(trace(Step.DEPLOY, plan, cutOff, folder), output, "Applied, but: ");
  }

  private static Settlement settlement(Trace trace, ObjectNode before, String but) {
    return switch (trace) {
      case Trace.Found(ObjectNode output) ->
          new Settlement.Happened(before.deepCopy().setAll(output));
      case Trace.Absent(String detail) -> new Settlement.DidNotHappen(but + detail, before);
      case Trace.Unclear(String detail) -> new Settlement.CannotTell(but + detail);
    };
  }

  private Trace trace(Step step, PlanMaterial plan, CutOff cutOff, KeptChange folder)
      throws IOException {
    return switch (folder.started(cutOff.execution()).of(step)) {
      case Known.Nothing _ ->
          new Trace.Absent("The %s command never began.".formatted(step.setting()));
      case Known.Begun _ -> probe(step, plan, cutOff, folder);
      case Known.Ended(int code) ->
          switch (config.meaning(step, code)) {
            case SUCCEEDED, UNCHANGED -> new Trace.Found(Outputs.settled(step, "its exit code"));
            case FAILED, STALE ->
                new Trace.Absent(
                    "The %s command failed (exit code %d).".formatted(step.setting(), code));
            case UNKNOWN -> probe(step, plan, cutOff, folder);
          };
    };
  }

  private Trace probe(Step step, PlanMaterial plan, CutOff cutOff, KeptChange folder) {
    Optional<Material> material = Material.of(plan);
    if (!config.has(Step.PROBE) || material.isEmpty()) {
      return new Trace.Unclear(
          "The %s command was cut off, and the target has no probe that could say what it did."
              .formatted(step.setting()));
    }
    About about =
        new About(
            step,
            cutOff.change().value(),
            cutOff.execution().value(),
            material.get().parameters(),
            Optional.of(folder),
            OptionalLong.empty(),
            About.traceparentHere());
    return switch (asked.ask(Step.PROBE, about, Sink.NOTHING)) {
      case Answer.None(String detail) -> new Trace.Unclear(detail);
      case Answer.Refused(var errors) -> new Trace.Unclear(errors.getFirst().message());
      case Answer.Ended(int code, var mask, var tail) ->
          switch (config.meaning(Step.PROBE, code)) {
            case SUCCEEDED, UNCHANGED -> new Trace.Found(Outputs.settled(step, "the probe"));
            case FAILED, STALE ->
                new Trace.Absent(
                    "The probe says that the %s did not happen.".formatted(step.setting()));
            case UNKNOWN -> new Trace.Unclear("The probe cannot tell.");
          };
    };
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
