package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.ProgressBar;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.client.Reply;
import dev.sallyport.client.ServerEvent;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Waits for what a request began, and shows how far it has come. Ending the command (Ctrl-C) ends
/// the waiting and not the run.
final class Following {
  /// What somebody who sees a bar waits for without knowing how far the run has come; whoever sees
  /// none lets the gate answer when it will.
  static final Duration UNTIL_THE_BAR = Duration.ofSeconds(1);

  /// Asking more often would eat up the caller's limit of the class `default`.
  static final Duration RAREST_LOOK = Duration.ofSeconds(2);

  /// How long to go on sending a request whose first copy still runs somewhere unnamed.
  static final Duration LONGEST_IN_PROGRESS = Duration.ofMinutes(10);

  private static final String EXECUTIONS = "/v1/executions/";

  private final Conversation gate;
  private final Surroundings surroundings;
  private final Output err;

  Following(Conversation gate, Surroundings surroundings, Output err) {
    this.gate = gate;
    this.surroundings = surroundings;
    this.err = err;
  }

  /// Sends a request that begins an execution and waits until that has ended.
  ///
  /// @return the event of the success, or the execution where it took longer than the gate waits
  /// @throws RefusedException when the gate answers with a problem
  JsonNode through(ObjectNode request) {
    String action = request.path("action").asString("");
    String what = action + " " + request.path("target").asString("");
    try (ProgressBar bar = new ProgressBar(err, surroundings, what);
        Farewell _ =
            Farewell.saying("the run goes on, if it has begun; ask again with the same key")) {
      Optional<Duration> patience = bar.isShown() ? Optional.of(UNTIL_THE_BAR) : Optional.empty();
      Reply reply = waitFor(bar, () -> written(request, patience));
      return running(reply)
          .map(execution -> ended(execution, bar))
          .orElseGet(() -> Conversation.success(reply));
    }
  }

  /// Sends it until it is not one that still runs and that the gate cannot name yet.
  private Reply written(ObjectNode request, Optional<Duration> patience) {
    Duration waited = Duration.ZERO;
    while (true) {
      Reply reply = gate.write(request, patience);
      boolean unnamed = reply.slug().equals("idempotency-in-progress") && running(reply).isEmpty();
      if (!unnamed || waited.compareTo(LONGEST_IN_PROGRESS) >= 0) {
        return reply;
      }
      Duration pause = reply.retryAfter().orElse(RAREST_LOOK);
      gate.pause(pause);
      waited = waited.plus(pause);
    }
  }

  /// The execution that still runs.
  private static Optional<String> running(Reply reply) {
    boolean runs = reply.isAccepted() || reply.slug().equals("idempotency-in-progress");
    return reply
        .location()
        .filter(location -> runs && location.startsWith(EXECUTIONS))
        .map(location -> location.substring(EXECUTIONS.length()))
        .filter(id -> Ids.isValid(ExecutionId.PREFIX, id));
  }

  /// Waits until an execution has ended.
  JsonNode ended(String execution) {
    try (ProgressBar bar = new ProgressBar(err, surroundings, "watch " + execution)) {
      return ended(execution, bar);
    }
  }

  /// Looks at a change for as long as it goes on, and tells each new state.
  JsonNode change(String path, Consumer<JsonNode> told, Predicate<String> goesOn) {
    String before = "";
    try (ProgressBar bar = new ProgressBar(err, surroundings, "watch");
        Farewell _ = Farewell.saying("the change stands as it is; only the watching has ended")) {
      while (true) {
        JsonNode change = waitFor(bar, () -> gate.get(path));
        String state = change.path("state").asString("");
        if (!state.equals(before)) {
          bar.clear();
          told.accept(change);
        }
        if (!goesOn.test(state)) {
          return change;
        }
        before = state;
        rest(bar, RAREST_LOOK);
      }
    }
  }

  private void rest(ProgressBar bar, Duration pause) {
    waitFor(
        bar,
        () -> {
          gate.pause(pause);
          return true;
        });
  }

  private JsonNode ended(String execution, ProgressBar bar) {
    try (Farewell _ =
        Farewell.saying("the run goes on; watch it with: sallyport watch " + execution)) {
      EventWatch watch = new EventWatch(gate, event -> reached(event, bar));
      return waitFor(bar, () -> watch.ended(execution));
    }
  }

  private static void reached(ServerEvent event, ProgressBar bar) {
    if (event.name().equals("progress")) {
      bar.reached(event.data().path("percent").asInt(0));
    }
  }

  /// Does it, and draws the bar meanwhile where there is one.
  private static <T> T waitFor(ProgressBar bar, Supplier<T> work) {
    if (!bar.isShown()) {
      return work.get();
    }
    Executor beside = task -> Thread.ofVirtual().name("waiting").start(task);
    CompletableFuture<T> done = CompletableFuture.supplyAsync(work, beside);
    while (true) {
      try {
        return done.get(ProgressBar.REDRAW_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        bar.draw();
      } catch (ExecutionException e) {
        bar.clear();
        if (e.getCause() instanceof RuntimeException known) {
          throw known;
        }
        throw new CompletionException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandException(ExitStatus.UNKNOWN, "Interrupted while waiting for the gate.");
      }
    }
  }

  /// What a run came to, of an execution or of an event that says it succeeded.
  static ExitStatus statusOf(JsonNode ended) {
    if (ended.has("eventType")) {
      return ExitStatus.DONE;
    }
    return switch (ended.path("state").asString("")) {
      case "succeeded" -> ExitStatus.DONE;
      case "unknown" -> ExitStatus.UNKNOWN;
      default -> ExitStatus.FAILED;
    };
  }
}
