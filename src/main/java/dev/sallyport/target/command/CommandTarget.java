package dev.sallyport.target.command;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import dev.sallyport.target.Reading;
import dev.sallyport.target.Run;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.Target;
import dev.sallyport.target.TargetException;
import dev.sallyport.target.command.Fingerprints.State;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A command-line tool that plans, applies, deploys and rolls back.
///
/// Its fingerprint is the hash of the saved plan's file and of what its fingerprint command
/// prints, as far as it has them. A plan is what the tool prints; apply hands it the very file
/// it saved.
public final class CommandTarget implements Target {
  private final CommandConfig config;
  private final Kept kept;
  private final Fingerprints fingerprints;
  private final Planner planner;
  private final Executing executing;
  private final Settling settling;
  private final CommandReading reading;

  private CommandTarget(
      CommandConfig config, InstantSource clock, Checkpoint.Listener checkpoints) {
    this.config = config;
    Calls calls = new Calls(config, new Inputs(config));
    Asked asked = new Asked(calls);
    Turn turn = new Turn(config.state());
    kept = new Kept(config.state(), clock);
    fingerprints = new Fingerprints(config, asked);
    planner = new Planner(config, asked, kept, fingerprints);
    executing =
        new Executing(
            config,
            calls,
            kept,
            fingerprints,
            new Beginning(kept, turn, config.state()),
            checkpoints);
    settling = new Settling(config, asked, kept, turn);
    reading = new CommandReading(config, asked);
  }

  /// Opens a command target; its tool is not run.
  ///
  /// @param checkpoints is told of the points of an execution at which a crash would matter
  /// @throws CommandException when something that it needs is not there
  public static CommandTarget open(
      CommandConfig config, InstantSource clock, Checkpoint.Listener checkpoints) {
    List<String> missing = new Inputs(config).missing();
    if (!missing.isEmpty()) {
      throw new CommandException(String.join("; ", missing));
    }
    try {
      Folders.make(config.state());
    } catch (IOException e) {
      throw new CommandException("its folder for plans cannot be made in the data folder");
    }
    return new CommandTarget(config, clock, checkpoints);
  }

  @Override
  public TargetName name() {
    return config.name();
  }

  @Override
  public String kind() {
    return "command";
  }

  @Override
  public ObjectNode parametersSchema() {
    return config.parameters();
  }

  @Override
  public ObjectNode readSchema() {
    return config.readParameters();
  }

  @Override
  public ObjectNode describe() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    ArrayNode steps = state.putArray("steps");
    config.steps().keySet().forEach(step -> steps.add(step.setting()));
    return state.put("savesPlan", config.planFile().isPresent());
  }

  @Override
  public Reading list(JsonNode parameters) {
    return reading.read(Step.LIST, parameters);
  }

  @Override
  public Reading read(JsonNode parameters) {
    return reading.read(Step.READ, parameters);
  }

  @Override
  public Planning plan(Proposal proposal) {
    return planner.plan(proposal);
  }

  @Override
  public String fingerprint() {
    return Base.of(Optional.empty(), state());
  }

  @Override
  public String fingerprint(PlanMaterial plan, ChangeId change) {
    try {
      Optional<String> planFile =
          config.planFile().isPresent()
              ? kept.of(change).planHash(config.planFile().get())
              : Optional.empty();
      return Base.of(planFile, state());
    } catch (IOException e) {
      throw new TargetException("the plan's file of " + change + " cannot be read", e);
    }
  }

  private Optional<String> state() {
    return switch (fingerprints.state()) {
      case State.Known(var hash) -> hash;
      case State.Hidden(String detail) -> throw new TargetException(detail, null);
    };
  }

  @Override
  public Reversibility reversibility(Action action) {
    return switch (action) {
      case DEPLOY -> config.risk().of(Step.DEPLOY);
      case ROLLBACK -> config.risk().of(Step.ROLLBACK);
      case APPLY, AUTO, PLAN, PREVIEW, STATUS, LIST, READ -> config.risk().of(Step.APPLY);
    };
  }

  @Override
  public List<KeptPlan> keptPlans() {
    try {
      return kept.plans();
    } catch (IOException e) {
      throw new TargetException("the plans of " + name() + " cannot be listed", e);
    }
  }

  @Override
  public void letGo(ChangeId change) {
    try {
      kept.of(change).letGo();
    } catch (IOException e) {
      throw new TargetException("the plan of " + change + " cannot be removed", e);
    }
  }

  @Override
  public Effect apply(PlanMaterial plan, Run run) {
    return executing.run(Step.APPLY, plan, run);
  }

  @Override
  public Effect deploy(PlanMaterial plan, Run run) {
    return executing.run(Step.DEPLOY, plan, run);
  }

  @Override
  public Effect rollback(PlanMaterial plan, Run run) {
    return executing.run(Step.ROLLBACK, plan, run);
  }

  @Override
  public Settlement settle(PlanMaterial plan, CutOff cutOff) {
    try {
      return settling.settle(plan, cutOff);
    } catch (IOException e) {
      throw new TargetException("what was started for " + cutOff.change() + " cannot be read", e);
    }
  }
}
