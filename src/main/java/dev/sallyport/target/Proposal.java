package dev.sallyport.target;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PrincipalId;
import tools.jackson.databind.node.ObjectNode;

/// What a caller would like to happen on a target.
///
/// @param command what and why, in a person's words
/// @param parameters the proposal itself, already valid by the target's schema; empty for a
///     rollback
/// @param change the change this plan will belong to
/// @param execution the execution that would apply it, named before it exists so that the target
///     can carry its name from the start
/// @param kept whether the plan may be applied later; when not, the target leaves nothing behind
public record Proposal(
    Operation operation,
    String command,
    ObjectNode parameters,
    ChangeId change,
    ExecutionId execution,
    PrincipalId requester,
    boolean kept) {}
