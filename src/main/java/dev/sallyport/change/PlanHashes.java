package dev.sallyport.change;

import dev.sallyport.contract.CanonicalJson;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.PlanMaterial;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Computes a plan's hash: SHA-256 over the canonical JSON of the target's name and every part of
/// the plan, those a person is shown and those its execution uses, so that none can differ in a
/// byte.
public final class PlanHashes {
  private PlanHashes() {}

  public static PlanHash of(TargetName target, PlanMaterial plan) {
    ObjectNode all = JsonMapper.shared().createObjectNode();
    all.put("target", target.value());
    all.put("operation", plan.operation().wire());
    all.put("base", plan.base());
    all.put("summary", plan.summary());
    all.put("diff", plan.diff());
    all.set("stats", plan.stats());
    all.set("material", plan.material());
    return new PlanHash("sha256:" + CanonicalJson.sha256Hex(all));
  }
}
