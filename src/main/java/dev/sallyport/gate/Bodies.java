package dev.sallyport.gate;

import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of a route other than `execute`, as the contract has it for that route.
final class Bodies {
  private Bodies() {}

  static Step<ObjectNode> decode(RequestDecoder decoder, Incoming incoming) {
    return switch (incoming.body().read()) {
      case Step.Refused<byte[]>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<byte[]>(byte[] bytes) ->
          decoder.decodeBody(incoming.route(), bytes, incoming.header("Content-Type"));
    };
  }
}
