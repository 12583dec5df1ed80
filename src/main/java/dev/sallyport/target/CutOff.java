package dev.sallyport.target;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;

/// An execution whose gate ended before it could say how it went.
///
/// @param fence the number of its lease, which says which executions of the target came before it
///     and which after: the store gave it, so it holds whatever the clocks of gates show
public record CutOff(ExecutionId execution, ChangeId change, Action action, long fence) {}
