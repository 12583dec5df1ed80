package dev.sallyport.notify;

/// An endpoint cannot be told as it is configured; the message says why and what to do.
public final class EndpointException extends Exception {
  private static final long serialVersionUID = 1L;

  EndpointException(String message) {
    super(message);
  }
}
