package dev.sallyport.target;

import dev.sallyport.problem.Problem;
import tools.jackson.databind.node.ObjectNode;

/// What list or read came to.
public sealed interface Reading {
  record Found(ObjectNode result) implements Reading {}

  record Refused(Problem problem) implements Reading {}
}
