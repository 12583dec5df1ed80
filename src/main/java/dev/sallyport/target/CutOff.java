package dev.sallyport.target;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;

/// An execution whose gate ended before it could say how it went.
public record CutOff(ExecutionId execution, ChangeId change, Action action) {}
