package dev.sallyport.bench;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Impact;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import dev.sallyport.target.Reading;
import dev.sallyport.target.Run;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.Target;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A target on which every action succeeds at once and nothing happens, so that what is measured is
/// the gate.
record NoOpTarget(TargetName name) implements Target {
  private static final String STATE = "always-the-same";

  @Override
  public String kind() {
    return "no-op";
  }

  @Override
  public ObjectNode parametersSchema() {
    return object().put("type", "object").put("additionalProperties", false);
  }

  @Override
  public ObjectNode readSchema() {
    return parametersSchema();
  }

  @Override
  public ObjectNode describe() {
    return object();
  }

  @Override
  public Reading list(JsonNode parameters) {
    return new Reading.Refused(Problem.of(ProblemType.NOT_FOUND, "There is nothing to read here."));
  }

  @Override
  public Reading read(JsonNode parameters) {
    return list(parameters);
  }

  @Override
  public Planning plan(Proposal proposal) {
    return new Planning.Planned(
        new PlanMaterial(
            proposal.operation(), STATE, "Nothing happens", "", object().put("items", 1), object()),
        new Impact(SafetyLevel.LOW, Reversibility.REVERSIBLE, List.of(), 1, 0));
  }

  @Override
  public String fingerprint() {
    return STATE;
  }

  @Override
  public Reversibility reversibility(Action action) {
    return Reversibility.REVERSIBLE;
  }

  @Override
  public Effect apply(PlanMaterial plan, Run run) {
    return new Effect.Done(object());
  }

  @Override
  public Effect deploy(PlanMaterial plan, Run run) {
    return new Effect.Done(object());
  }

  @Override
  public Effect rollback(PlanMaterial plan, Run run) {
    return new Effect.Done(object());
  }

  @Override
  public Settlement settle(PlanMaterial plan, CutOff cutOff) {
    return new Settlement.DidNotHappen("Nothing ever happens here.", object());
  }

  private static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }
}
