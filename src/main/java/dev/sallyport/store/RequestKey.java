package dev.sallyport.store;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;

/// What a stored answer is found by: a key belongs to its caller, target and action.
public record RequestKey(
    PrincipalId principal, TargetName target, Action action, IdempotencyKey key) {}
