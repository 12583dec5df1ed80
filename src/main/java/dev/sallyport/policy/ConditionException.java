package dev.sallyport.policy;

/// An expression that is none, or that has no answer; the message is for whoever wrote it.
public final class ConditionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  ConditionException(String reason) {
    super(reason);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
