package dev.sallyport.action;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.replay.Replay;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoredRequest;
import dev.sallyport.token.ConfirmTokens;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Gives a request's first answer again (P5), its confirm token made anew from the stored claims
/// (P7).
public final class Replays {
  public static final String REPLAYED = "Idempotent-Replayed";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final ConfirmTokens tokens;

  public Replays(Store store, ConfirmTokens tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  /// The answer of an earlier request under the same key, if there was one. A preview that is not
  /// done is no answer: claiming its key tells whether it still runs or died with its gate.
  public Optional<Answer> find(Ask ask) {
    return store
        .requests()
        .find(ask.requestKey())
        .filter(stored -> stored.answer() != null || stored.execution() != null)
        .map(stored -> answer(ask, stored));
  }

  /// What a request is answered with whose key another one holds.
  Answer answer(Ask ask, StoredRequest stored) {
    return switch (Replay.of(stored, ask.request().fingerprint())) {
      case Replay.Again(var request, var answer) -> {
        ObjectNode body = (ObjectNode) JSON.readTree(answer.body());
        if (ask.request().action() == Action.PREVIEW) {
          putToken(body, request.change());
        }
        yield new Answer.Body(answer.status(), body, Map.of(REPLAYED, "true"));
      }
      case Replay.No(Problem problem) -> Answer.of(unknown(stored).orElse(problem));
    };
  }

  /// A request whose execution was cut off has no answer yet, and is not in progress either.
  private Optional<Problem> unknown(StoredRequest stored) {
    return Optional.ofNullable(stored.execution())
        .filter(execution -> stored.answer() == null)
        .flatMap(store.executions()::find)
        .filter(execution -> execution.state() == Execution.State.UNKNOWN)
        .map(
            execution ->
                Problem.of(
                        ProblemType.OUTCOME_UNKNOWN,
                        "The execution was cut off. It is being settled with the target, or by an"
                            + " operator where the target cannot say.")
                    .withRetryAfter(Replay.SOON)
                    .withLocation(URI.create("/v1/executions/" + execution.id())));
  }

  private void putToken(ObjectNode body, @Nullable ChangeId change) {
    ObjectNode result = (ObjectNode) body.get("result");
    if (change == null || !result.has(PreviewAction.TOKEN)) {
      return;
    }
    store
        .changes()
        .token(change)
        .flatMap(issued -> tokens.mintAgain(issued.claims()))
        .ifPresentOrElse(
            token -> result.put(PreviewAction.TOKEN, token.text()),
            () -> result.remove(List.of(PreviewAction.TOKEN, "confirmBy")));
  }
}
