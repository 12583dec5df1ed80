package dev.sallyport.target.command;

import dev.sallyport.log.RedactedLines;
import dev.sallyport.problem.FieldError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the steps that only look: plan, show, fingerprint, probe, list and read. No more than a
/// few of them run at once.
final class Asked {
  /// The most of them that run at once on a target.
  static final int AT_ONCE = 4;

  /// How long one waits for its turn.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

  private final Calls calls;
  private final Semaphore room = new Semaphore(AT_ONCE, true);

  Asked(Calls calls) {
    this.calls = calls;
  }

  /// What asking came to.
  sealed interface Answer {
    /// @param tail its last lines, already without secrets
    record Ended(int code, Mask mask, List<String> tail) implements Answer {}

    /// It gave no answer; the detail says why, to people.
    record None(String detail) implements Answer {}

    /// The parameters cannot be handed to the tool.
    record Refused(List<FieldError> errors) implements Answer {}
  }

  Answer ask(Step step, Calls.About about, Sink out) {
    return switch (calls.prepare(step, about)) {
      case Calls.Prepared.Missing(String detail) -> new Answer.None(said(step, detail));
      case Calls.Prepared.Refused(var errors) -> new Answer.Refused(errors);
      case Calls.Prepared.Ready ready -> inTurn(step, ready, out);
    };
  }

  private Answer inTurn(Step step, Calls.Prepared.Ready ready, Sink out) {
    try {
      if (!room.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Answer.None(
            "As many commands as may look at the target at once (%d) have been busy all the time; try"
                    .formatted(AT_ONCE)
                + " again.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.None("The gate is stopping.");
    }
    try {
      return run(step, ready, out);
    } finally {
      room.release();
    }
  }

  private static Answer run(Step step, Calls.Prepared.Ready ready, Sink out) {
    Lines.Tail tail = new Lines.Tail();
    Mask mask = ready.mask();
    RedactedLines stream = Mask.lines();
    Lines words =
        new Lines(
            (line, cut) ->
                tail.add(stream.nextOutsideBlocks(cut ? mask.cutLine(line) : mask.secrets(line))));
    Tool.End end;
    try {
      end = Tool.start(ready.call(), out, words).await(new CompletableFuture<>());
    } catch (IOException e) {
      LOG.warn("the {} command cannot be started", step.setting(), e);
      return new Answer.None(said(step, "it cannot be started"));
    }
    return switch (end) {
      case Tool.End.Exited(int code) -> new Answer.Ended(code, mask, cleaned(tail, mask));
      case Tool.End.TimedOut(Duration after, boolean gone) ->
          new Answer.None(
              said(
                  step,
                  "it had not ended after %s (timeout.%s) and was made to"
                          .formatted(shown(after), step.setting())
                      + lastWords(cleaned(tail, mask))));
      case Tool.End.Stopped _ -> new Answer.None("The gate is stopping.");
    };
  }

  static List<String> cleaned(Lines.Tail tail, Mask mask) {
    return tail.lines().stream().map(mask::clean).toList();
  }

  private static String said(Step step, String what) {
    return "The target's %s command: %s.".formatted(step.setting(), what);
  }

  static String lastWords(List<String> tail) {
    return tail.isEmpty() ? "" : "; it said last: " + String.join(" | ", tail);
  }

  static String shown(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
