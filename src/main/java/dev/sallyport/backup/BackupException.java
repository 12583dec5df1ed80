package dev.sallyport.backup;

import org.jspecify.annotations.Nullable;

/// A backup could not be made, is not whole, or cannot be put back; the message says what to do.
public final class BackupException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BackupException(String reason) {
    this(reason, null);
  }

  BackupException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
