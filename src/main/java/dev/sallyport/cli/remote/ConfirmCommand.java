package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.cli.terminal.TargetNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Confirms a change that was previewed: by its key, with the token that was kept.
abstract sealed class ConfirmCommand extends RunCommand {
  /// A token has a few hundred.
  static final int MOST_TOKEN_BYTES = 8192;

  @Parameters(paramLabel = "KEY", description = "The change's idempotency key.")
  private String key = "";

  @Option(
      names = "--target",
      paramLabel = "T",
      completionCandidates = TargetNames.class,
      description = "The change's target, where it was not previewed from here.")
  private @Nullable String target;

  @Option(
      names = "--token",
      paramLabel = "-",
      description = "Reads the confirm token from standard input instead of the one that is kept.")
  private @Nullable String token;

  ConfirmCommand(Surroundings surroundings) {
    super(surroundings);
  }

  abstract String action();

  /// What to do after a success; may be empty.
  abstract String next(String key);

  /// Whether nothing is left to confirm after it.
  abstract boolean isLast();

  @Override
  final ExitStatus talk(Conversation gate) {
    Previewed previewed = new Previewed(gate, surroundings());
    if (token != null) {
      return run(gate, request(handedTarget(previewed), handedToken()), next(key));
    }
    Kept change = previewed.find(key, target);
    if (change.operation().equals("rollback")) {
      throw new CommandException(
          ExitStatus.USAGE,
          "That key is a rollback's; confirm it with: sallyport rollback %s --key %s"
              .formatted(change.target(), key));
    }
    Kept confirmable = previewed.confirmable(change);
    ExitStatus status = confirm(gate, previewed, confirmable);
    if (status == ExitStatus.DONE && isLast()) {
      previewed.finish(confirmable);
    }
    return status;
  }

  private ExitStatus confirm(Conversation gate, Previewed previewed, Kept change) {
    try {
      return run(gate, request(change.target(), change.confirmToken()), next(key));
    } catch (RefusedException e) {
      // A deploy that is approved by itself has a token of its own, once it is.
      if (!isLast() || !e.reply().slug().equals("confirm-token-mismatch")) {
        throw e;
      }
      Kept fresh = previewed.withFreshToken(change);
      return run(gate, request(fresh.target(), fresh.confirmToken()), next(key));
    }
  }

  private ObjectNode request(String on, @Nullable String confirmToken) {
    ObjectNode request = request(action(), on, key);
    if (confirmToken != null) {
      request.put("confirmToken", confirmToken);
    }
    return request;
  }

  private String handedTarget(Previewed previewed) {
    return target != null ? target : previewed.find(key, null).target();
  }

  private String handedToken() {
    if (!"-".equals(token)) {
      throw new CommandException(
          ExitStatus.USAGE,
          "--token takes only -, and the token on standard input: arguments are seen by every process.");
    }
    try {
      byte[] read = surroundings().in().readNBytes(MOST_TOKEN_BYTES);
      String text = new String(read, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw new CommandException("Standard input holds no confirm token.");
      }
      return text;
    } catch (IOException e) {
      throw new CommandException("Standard input cannot be read.");
    }
  }

  @Command(
      name = "apply",
      description = "Carries out the plan that was previewed under a key, exactly that one, once.")
  static final class Apply extends ConfirmCommand {
    Apply(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String action() {
      return "apply";
    }

    @Override
    String next(String key) {
      return "Publish it with: sallyport deploy " + key;
    }

    @Override
    boolean isLast() {
      return false;
    }
  }

  @Command(name = "deploy", description = "Publishes the change that was applied under a key.")
  static final class Deploy extends ConfirmCommand {
    Deploy(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String action() {
      return "deploy";
    }

    @Override
    String next(String key) {
      return "";
    }

    @Override
    boolean isLast() {
      return true;
    }
  }
}
