package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.client.Reply;

/// The gate answered with a problem.
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  RefusedException(Reply reply) {
    super(reply.toString());
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }

  ExitStatus status() {
    return switch (reply.slug()) {
      case "outcome-unknown" -> ExitStatus.UNKNOWN;
      case "rate-limited",
          "rate-blocked",
          "target-busy",
          "idempotency-in-progress",
          "approval-required",
          "store-unavailable",
          "draining" ->
          ExitStatus.TRY_AGAIN;
      default -> ExitStatus.FAILED;
    };
  }
}
