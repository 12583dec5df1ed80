package dev.sallyport.client;

/// No answer came from the gate; the message says why and what to do.
public final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
