package dev.sallyport.target;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.TargetName;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A declared thing that can be changed. A kind answers what can be read, how a proposal becomes a
/// plan, how that plan is applied, deployed and rolled back, and whether an execution happened.
///
/// Implementations are safe for use by many threads. The caller holds the target's lease while it
/// calls [#apply], [#deploy] and [#rollback]; planning and reading happen without it.
public interface Target {
  TargetName name();

  /// The kind as configuration names it: `site` or `command`.
  String kind();

  /// The JSON Schema (2020-12) that `parameters` of a plan, preview or auto with `operation:
  /// change` obeys.
  ObjectNode parametersSchema();

  /// The JSON Schema (2020-12) that `parameters` of `list` and `read` obey.
  ObjectNode readSchema();

  /// What `GET /v1/targets` shows of its present state: no secret, no path of the machine.
  ObjectNode describe();

  /// What can be read: for a site, its files at the head.
  ///
  /// @throws TargetException when the target cannot be reached
  Reading list(JsonNode parameters);

  /// One readable thing: for a site, one file's content.
  ///
  /// @throws TargetException when the target cannot be reached
  Reading read(JsonNode parameters);

  /// Turns a proposal into an exact plan without changing anything that a reader of the target
  /// sees.
  ///
  /// @throws TargetException when the target cannot be reached
  Planning plan(Proposal proposal);

  /// What identifies the target's present state; equal to a plan's base while the plan still fits.
  ///
  /// @throws TargetException when the target cannot be reached
  String fingerprint();

  /// The same as far as it concerns a plan of that change: where a plan is also a file that the
  /// target keeps, its present content is part of it.
  ///
  /// @throws TargetException when the target cannot be reached
  default String fingerprint(PlanMaterial plan, ChangeId change) {
    return fingerprint();
  }

  /// How hard it is to undo what that action does here, as the target declares it.
  ///
  /// @param action apply, deploy or rollback
  default Reversibility reversibility(Action action) {
    return Reversibility.IRREVERSIBLE;
  }

  /// The plans that it keeps beside the store, such as files that a tool has saved; none for kinds
  /// whose plans are in the store alone.
  ///
  /// @throws TargetException when it cannot be said
  default List<KeptPlan> keptPlans() {
    return List.of();
  }

  /// @param since when it was made
  record KeptPlan(ChangeId change, Instant since) {}

  /// Lets go of the plan that it keeps for a change of which nothing is carried out any more.
  ///
  /// @throws TargetException when it cannot
  default void letGo(ChangeId change) {}

  /// Makes exactly that plan real, or answers [Effect.Stale] and touches nothing.
  Effect apply(PlanMaterial plan, Run run);

  /// Publishes what the change's apply made real.
  Effect deploy(PlanMaterial plan, Run run);

  /// Makes exactly that rollback plan real and publishes it, or answers [Effect.Stale] and touches
  /// nothing.
  Effect rollback(PlanMaterial plan, Run run);

  /// Whether an execution that was cut off took effect; asked while nothing runs on the target.
  Settlement settle(PlanMaterial plan, CutOff cutOff);
}
