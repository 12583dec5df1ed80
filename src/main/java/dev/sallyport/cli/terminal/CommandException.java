package dev.sallyport.cli.terminal;

/// A command cannot do what it was asked; the message says why and what to do.
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitStatus status;

  public CommandException(String message) {
    this(ExitStatus.FAILED, message);
  }

  public CommandException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  public ExitStatus status() {
    return status;
  }
}
