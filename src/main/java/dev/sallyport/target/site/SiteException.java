package dev.sallyport.target.site;

/// A site that cannot be opened; the message is for the person who starts the gate and says what to
/// do.
public final class SiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SiteException(String message) {
    super(message);
  }

  SiteException(String message, Throwable cause) {
    super(message, cause);
  }
}
