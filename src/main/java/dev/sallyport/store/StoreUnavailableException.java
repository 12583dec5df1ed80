package dev.sallyport.store;

/// The store cannot be reached or is overloaded; the message is for the log, [#why] for callers.
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Why why;

  /// What whoever waits for the store can tell from one another.
  public enum Why {
    /// Nobody answers, or what answers is not to be relied on.
    AWAY,
    /// It answers, and takes no writes, such as a standby.
    READ_ONLY,
    TOO_SLOW,
    /// As many wait for it as may.
    FULL
  }

  public StoreUnavailableException(Why why, String message, Throwable cause) {
    super(message, cause);
    this.why = why;
  }

  public StoreUnavailableException(Why why, String message) {
    super(message);
    this.why = why;
  }

  public StoreUnavailableException(String message, Throwable cause) {
    this(Why.AWAY, message, cause);
  }

  public StoreUnavailableException(String message) {
    this(Why.AWAY, message);
  }

  public Why why() {
    return why;
  }
}
