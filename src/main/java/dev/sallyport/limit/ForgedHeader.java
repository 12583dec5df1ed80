package dev.sallyport.limit;

/// Is told of forwarding headers that had no say; a security event. The header's value is not
/// handed on, because whoever forged it chose it.
@FunctionalInterface
public interface ForgedHeader {
  /// Tells nobody.
  ForgedHeader UNHEARD = (_, _) -> {};

  void ignored(ClientAddress peer, Reason reason);

  /// Why the headers had no say.
  enum Reason {
    /// The peer is not a configured proxy.
    UNTRUSTED_PEER,
    /// The peer is not a configured proxy and says who the user is.
    IDENTITY,
    /// The proxy sent both headers, and they name different clients: it passes one through that it
    /// does not write.
    CONTRADICTION
  }
}
