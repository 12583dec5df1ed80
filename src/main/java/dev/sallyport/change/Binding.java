package dev.sallyport.change;

import dev.sallyport.contract.CanonicalJson;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Everything that an approval is bound to: where one of these differs, it counts no more.
///
/// @param action which of the change's actions is approved
/// @param base the fingerprint of the target that the plan starts from
/// @param policy the version of the target's policy
/// @param asked what that policy asks for, such as `apply: approve 2`
public record Binding(
    Action action, PlanHash plan, String base, PrincipalId requester, String policy, String asked) {
  /// SHA-256 over the canonical JSON of all of it.
  public String hash() {
    ObjectNode all = JsonMapper.shared().createObjectNode();
    all.put("action", action.wire());
    all.put("plan", plan.value());
    all.put("base", base);
    all.put("requester", requester.value());
    all.put("policy", policy);
    all.put("asked", asked);
    return "sha256:" + CanonicalJson.sha256Hex(all);
  }
}
