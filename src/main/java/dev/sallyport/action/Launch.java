package dev.sallyport.action;

import dev.sallyport.change.ChangeState;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.execute.Executor;
import dev.sallyport.execute.Executor.Start;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.replay.Replay;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.respond.EventType;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Executions.Beginning;
import dev.sallyport.store.Executions.Beginning.TokenRefused.Reason;
import dev.sallyport.store.Executions.Execution.State;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Freezes.Freeze;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.target.TargetException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Begins an execution for a request and waits for its answer as long as the caller wants to.
final class Launch {
  private static final Logger LOG = LoggerFactory.getLogger(Launch.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  static final Duration BUSY_RETRY = Duration.ofSeconds(2);

  private final Executor executor;
  private final Executions executions;
  private final Replays replays;
  private final Envelopes envelopes;
  private final Checkpoint.Listener checkpoints;

  Launch(
      Executor executor,
      Executions executions,
      Replays replays,
      Envelopes envelopes,
      Checkpoint.Listener checkpoints) {
    this.executor = executor;
    this.executions = executions;
    this.replays = replays;
    this.envelopes = envelopes;
    this.checkpoints = checkpoints;
  }

  /// @param begun is told that it has begun
  /// @param refused answers a token that the store would not consume
  Answer launch(Ask ask, Intent intent, Runnable begun, Function<Reason, Answer> refused) {
    return switch (executor.start(intent, ask.target(), ask.request().echo())) {
      case Start.Running(var answer) -> {
        begun.run();
        yield waited(ask, intent, answer);
      }
      case Start.NotBegun(Beginning why) -> notBegun(ask, why, refused);
    };
  }

  /// The same for what needs no token. Where it does not begin, its plan is let go.
  ///
  /// @return empty where something else has run on the target since it was planned on
  Optional<Answer> launch(Ask ask, Intent intent) {
    Start start = executor.start(intent, ask.target(), ask.request().echo());
    if (start instanceof Start.Running(var answer)) {
      return Optional.of(waited(ask, intent, answer));
    }
    letGo(ask, intent);
    return start instanceof Start.NotBegun(Beginning why) && !(why instanceof Beginning.Moved)
        ? Optional.of(notBegun(ask, why, Launch::noToken))
        : Optional.empty();
  }

  private static Answer noToken(Reason reason) {
    throw new IllegalStateException("a token was refused where none is used: " + reason);
  }

  /// What it holds back goes with housekeeping, later.
  private static void letGo(Ask ask, Intent intent) {
    try {
      ask.target().letGo(intent.change().id());
    } catch (TargetException e) {
      LOG.warn("the plan of an execution that did not begin cannot be removed", e);
    }
  }

  private Answer waited(Ask ask, Intent intent, CompletableFuture<StoredAnswer> answer) {
    Answer waited = await(ask, intent, answer);
    checkpoints.reached(Checkpoint.BEFORE_RESPOND);
    return waited;
  }

  private Answer notBegun(Ask ask, Beginning why, Function<Reason, Answer> refused) {
    return switch (why) {
      case Beginning.Held(var stored) -> replays.answer(ask, stored);
      case Beginning.TokenRefused(Reason reason) -> refused.apply(reason);
      case Beginning.Frozen(Freeze freeze) ->
          Answer.of(
              Problem.of(
                  ProblemType.FROZEN,
                  "%s has been frozen since %s: %s. Nothing was done, and a confirm token stays good"
                          .formatted(
                              freeze.target() == null ? "Every target" : "The target",
                              freeze.since(),
                              freeze.reason())
                      + " until it expires."));
      case Beginning.Busy(var holder, var since) ->
          Answer.of(
              Problem.of(
                      ProblemType.TARGET_BUSY,
                      held(holder, since)
                          + " Nothing was done; send the same request again in a moment, or let it"
                          + " wait with Prefer: wait=N.")
                  .withRetryAfter(BUSY_RETRY)
                  .withLocation(location(holder.value())));
      case Beginning.WrongState(ChangeState state) ->
          Answer.of(
              Problem.of(
                  ProblemType.WRONG_STATE,
                  "The change is %s, so it cannot be %s now."
                      .formatted(state.wire(), participle(ask))));
      case Beginning.Moved() ->
          throw new IllegalStateException("only an unseen plan is held to that");
      case Beginning.Begun begun -> throw new IllegalStateException("it has begun");
    };
  }

  /// Who holds the target. Whoever may use it may know, and then knows whom to ask.
  private String held(ExecutionId holder, Instant since) {
    return executions
        .find(holder)
        .map(
            execution ->
                "Execution %s (%s by %s) has held the target since %s.%s"
                    .formatted(
                        holder,
                        execution.action().wire(),
                        execution.principal(),
                        since,
                        execution.state() == State.UNKNOWN
                            ? " Its outcome is unknown, and nothing else runs here until it is settled."
                            : ""))
        .orElseGet(() -> "Execution %s has held the target since %s.".formatted(holder, since));
  }

  private static String participle(Ask ask) {
    return switch (ask.request().action()) {
      case DEPLOY -> "deployed";
      case ROLLBACK -> "rolled back";
      case APPLY, AUTO, PLAN, PREVIEW, STATUS, LIST, READ -> "applied";
    };
  }

  private Answer await(Ask ask, Intent intent, CompletableFuture<StoredAnswer> answer) {
    try {
      StoredAnswer done = answer.get(ask.patience().toMillis(), TimeUnit.MILLISECONDS);
      return new Answer.Body(done.status(), (ObjectNode) JSON.readTree(done.body()), Map.of());
    } catch (TimeoutException e) {
      return accepted(ask, intent);
    } catch (ExecutionException e) {
      return Answer.of(
          Problem.of(
                  ProblemType.OUTCOME_UNKNOWN,
                  "The execution has run, but its ending could not be recorded; it will be settled with"
                      + " the target.")
              .withRetryAfter(Replay.SOON)
              .withLocation(location(intent.execution().value())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for an execution", e);
    }
  }

  private Answer accepted(Ask ask, Intent intent) {
    ChangeState running =
        intent.change().state().begin(ask.request().action()).orElse(intent.change().state());
    ObjectNode body =
        envelopes.event(
            EventType.ACCEPTED,
            ask.traceId(),
            ask.request().echo(),
            Results.accepted(intent.change().id(), intent.execution(), running));
    return new Answer.Body(
        202, body, Map.of("Location", location(intent.execution().value()).toString()));
  }

  private static URI location(String execution) {
    return URI.create("/v1/executions/" + execution);
  }
}
