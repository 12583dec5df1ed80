package dev.sallyport.target.command;

import dev.sallyport.target.command.Asked.Answer;
import dev.sallyport.target.command.Calls.About;
import java.util.Optional;

/// Asks the tool what identifies the target's present state.
final class Fingerprints {
  private final CommandConfig config;
  private final Asked asked;

  Fingerprints(CommandConfig config, Asked asked) {
    this.config = config;
    this.asked = asked;
  }

  /// What the target's state came to.
  sealed interface State {
    /// @param hash of what the fingerprint command prints; empty where the target has none
    record Known(Optional<String> hash) implements State {}

    /// The command did not end well.
    record Hidden(String detail) implements State {}
  }

  State state() {
    if (!config.has(Step.FINGERPRINT)) {
      return new State.Known(Optional.empty());
    }
    Sink.Digest digest = new Sink.Digest();
    About about = About.noChange(Step.FINGERPRINT, About.noParameters());
    return switch (asked.ask(Step.FINGERPRINT, about, digest)) {
      case Answer.Ended(int code, var mask, var tail)
          when config.meaning(Step.FINGERPRINT, code) == ExitCodes.Meaning.SUCCEEDED ->
          new State.Known(Optional.of(digest.hex()));
      case Answer.Ended(int code, var mask, var tail) ->
          new State.Hidden(
              "The target's fingerprint command failed (exit code %d)%s."
                  .formatted(code, Asked.lastWords(tail)));
      case Answer.None(String detail) -> new State.Hidden(detail);
      case Answer.Refused(var errors) -> new State.Hidden(errors.getFirst().message());
    };
  }
}
