package dev.sallyport.action;

import dev.sallyport.config.Policy;
import dev.sallyport.config.Policy.Requirement;
import dev.sallyport.contract.CanonicalJson;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.policy.Rule;
import dev.sallyport.policy.Rule.Consequence;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The version of a target's policy: SHA-256 over the canonical JSON of everything in it, so that
/// any change of the policy is another version, and the same policy is the same one at every gate.
final class PolicyVersion {
  private PolicyVersion() {}

  static String of(Policy policy) {
    ObjectNode all = JsonMapper.shared().createObjectNode();
    all.put("apply", text(policy.apply()));
    all.put("deploy", text(policy.deploy()));
    all.put("rollback", text(policy.rollback()));
    all.put("auto", policy.auto().map(SafetyLevel::wire).orElse("deny"));
    all.put("reversibility", policy.reversibility().wire());
    all.put("breakGlass", policy.breakGlass());
    // Only where it says so, so that policies from before this setting keep their version, and what
    // was approved under them stays approved.
    if (policy.whileUnknown()) {
      all.put("whileUnknown", "allow");
    }
    ArrayNode rules = all.putArray("rules");
    for (Rule rule : policy.rules()) {
      rules
          .addObject()
          .put("when", rule.when())
          .put("then", text(rule.then()))
          .put("because", rule.because());
    }
    return "sha256:" + CanonicalJson.sha256Hex(all);
  }

  private static String text(Requirement requirement) {
    return switch (requirement) {
      case Requirement.Confirm confirm -> "confirm";
      case Requirement.Approve(var quorum) -> "approve " + quorum;
      case Requirement.Deny deny -> "deny";
    };
  }

  private static String text(Consequence consequence) {
    return switch (consequence) {
      case Consequence.Raise(SafetyLevel to) -> to.wire();
      case Consequence.Deny deny -> "deny";
    };
  }
}
