package dev.sallyport.gate;

import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.problem.ProblemType;

/// A refusal that a caller can meet.
///
/// @param cause why it is met, in a few words
/// @param says a part of its detail that no other cause of the type has, or nothing
/// @param met calls a gate so that it is met
record Refusal(ProblemType type, String cause, String says, Met met) {
  interface Met {
    Reply at(RefusalGates gates) throws Exception;
  }

  @Override
  public String toString() {
    return type.slug() + ": " + cause;
  }
}
