package dev.sallyport.target.site;

import dev.sallyport.target.PlanMaterial;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a plan's `material` holds for a site: the commit that applying it puts on the branch.
record Candidate(ObjectId commit, ObjectId tree) {
  ObjectNode material() {
    ObjectNode material = JsonNodeFactory.instance.objectNode();
    material.put("commit", commit.name());
    material.put("tree", tree.name());
    return material;
  }

  /// The candidate that a plan names; empty when its material is not a site's.
  static Optional<Candidate> of(PlanMaterial plan) {
    String commit = plan.material().path("commit").asString("");
    String tree = plan.material().path("tree").asString("");
    return ObjectId.isId(commit) && ObjectId.isId(tree)
        ? Optional.of(new Candidate(ObjectId.fromString(commit), ObjectId.fromString(tree)))
        : Optional.empty();
  }
}
