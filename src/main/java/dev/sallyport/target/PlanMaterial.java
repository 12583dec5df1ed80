package dev.sallyport.target;

import dev.sallyport.domain.Operation;
import tools.jackson.databind.node.ObjectNode;

/// Everything of a plan that a person is shown and everything its execution will use; the plan's
/// hash covers all of it.
///
/// @param base the target's fingerprint that the plan starts from
/// @param summary one line for people
/// @param diff the whole change as text, as its tool shows it; never cut
/// @param stats counts, such as files and lines; a small flat object
/// @param material what the target needs to carry the plan out, such as a commit id
public record PlanMaterial(
    Operation operation,
    String base,
    String summary,
    String diff,
    ObjectNode stats,
    ObjectNode material) {}
