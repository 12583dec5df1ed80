package dev.sallyport.execute;

import dev.sallyport.domain.PrincipalId;

/// What an operator found out about an execution whose outcome was unknown.
///
/// @param happened whether it took effect
/// @param reason how the operator knows
public record Resolution(boolean happened, String reason, PrincipalId operator) {}
