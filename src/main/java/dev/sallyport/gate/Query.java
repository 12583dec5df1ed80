package dev.sallyport.gate;

import dev.sallyport.domain.Principal;
import dev.sallyport.respond.Answer;

/// What a route other than `execute` does for a principal that was let in.
@FunctionalInterface
public interface Query {
  Answer answer(Incoming incoming, Journey journey, Principal principal);
}
