package dev.sallyport.action;

import dev.sallyport.problem.ProblemType;

/// Is told what becomes of confirm tokens, for metrics and security events.
public interface TokenObserver {
  void minted();

  void consumed();

  void refused(ProblemType reason);
}
