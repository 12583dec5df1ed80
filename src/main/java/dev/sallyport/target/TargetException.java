package dev.sallyport.target;

import org.jspecify.annotations.Nullable;

/// The target cannot be reached or read; the message is for the log, not for callers.
public class TargetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TargetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
