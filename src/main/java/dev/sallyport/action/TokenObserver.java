package dev.sallyport.action;

/// Is told what becomes of confirm tokens, for metrics and security events.
public interface TokenObserver {
  void minted();

  void consumed();

  /// @param slug the problem's slug
  void refused(String slug);
}
