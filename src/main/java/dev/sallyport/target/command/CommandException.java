package dev.sallyport.target.command;

/// A command target cannot be opened; the message says what to do.
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }
}
