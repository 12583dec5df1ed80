package dev.sallyport.action;

import dev.sallyport.action.Planner.Planned;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Quorum;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Approvals;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.respond.EventType;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Approvals.NewRound;
import dev.sallyport.store.IssuedToken;
import dev.sallyport.store.Requests.Claim;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoredRequest.StoredAnswer;
import dev.sallyport.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Preview: claims the key, plans, mints the token, and records all of it at once.
public final class PreviewAction {
  static final String TOKEN = "confirmToken";

  /// For how long a claim holds while its plan is made; a retry takes over after that.
  static final Duration LONGEST_PLANNING = Duration.ofMinutes(5);

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final Planner planner;
  private final TokenMint mint;
  private final Replays replays;
  private final Policies policies;
  private final Rounds rounds;
  private final Envelopes envelopes;
  private final Checkpoint.Listener checkpoints;
  private final TokenObserver observer;

  PreviewAction(
      Store store,
      Planner planner,
      TokenMint mint,
      Replays replays,
      Policies policies,
      Rounds rounds,
      Envelopes envelopes,
      Checkpoint.Listener checkpoints,
      TokenObserver observer) {
    this.store = store;
    this.planner = planner;
    this.mint = mint;
    this.replays = replays;
    this.policies = policies;
    this.rounds = rounds;
    this.envelopes = envelopes;
    this.checkpoints = checkpoints;
    this.observer = observer;
  }

  Answer preview(Ask ask) {
    return switch (store
        .requests()
        .claim(ask.requestKey(), ask.request().fingerprint(), LONGEST_PLANNING)) {
      case Claim.Held(var stored) -> replays.answer(ask, stored);
      case Claim.Claimed(long claim) -> previewClaimed(ask, claim);
    };
  }

  private Answer previewClaimed(Ask ask, long claim) {
    checkpoints.reached(Checkpoint.PREVIEW_CLAIMED);
    boolean completed = false;
    try {
      Answer answer =
          switch (plan(ask)) {
            case Step.Refused<Planned>(Problem problem) -> Answer.of(problem);
            case Step.Passed<Planned>(Planned planned) -> record(ask, claim, planned);
          };
      completed = answer instanceof Answer.Body;
      return answer;
    } finally {
      if (!completed) {
        store.requests().release(ask.requestKey(), claim);
      }
    }
  }

  private Step<Planned> plan(Ask ask) {
    Action action = Policies.confirming(ask.request().operation());
    if (policies.denies(ask.target().name(), action)) {
      return Step.refuse(
          ProblemType.FORBIDDEN,
          "The target's policy denies %s, so there is nothing to confirm."
              .formatted(action.wire()));
    }
    return planner.plan(ask, true);
  }

  private Answer record(Ask ask, long claim, Planned planned) {
    checkpoints.reached(Checkpoint.PREVIEW_PLANNED);
    Action action = Policies.confirming(ask.request().operation());
    Optional<Quorum> quorum = policies.quorum(ask.target().name(), action);
    ChangeState state =
        quorum.isPresent() ? ChangeState.AWAITING_APPROVAL : ChangeState.AWAITING_CONFIRMATION;
    Trace.current().ifPresent(scope -> scope.change(planned.change()));
    Change change = planned.asChange(ask, state, store.clock().instant());
    TokenMint.@Nullable Fresh token = quorum.isPresent() ? null : mint.mint(change, action);
    List<NewRound> needed = rounds.of(ask.target().name(), planned);
    ObjectNode body =
        envelopes.event(
            EventType.PREVIEWED,
            ask.traceId(),
            ask.request().echo(),
            result(
                change,
                token,
                quorum.map(each -> Approvals.awaited(action, each)).orElse(Approvals.NONE),
                Rounds.number(needed)));
    StoredAnswer stored = new StoredAnswer(200, JSON.writeValueAsString(body));
    boolean recorded =
        store
            .requests()
            .complete(
                ask.requestKey(),
                claim,
                change,
                token == null ? null : token.issued(),
                needed,
                stored,
                audit(ask, change, token));
    checkpoints.reached(Checkpoint.PREVIEW_RECORDED);
    if (!recorded) {
      return store
          .requests()
          .find(ask.requestKey())
          .map(holder -> replays.answer(ask, holder))
          .orElseThrow(() -> new IllegalStateException("a lost claim has a new holder"));
    }
    if (token != null) {
      observer.minted();
      ((ObjectNode) body.get("result")).put(TOKEN, token.token().text());
    }
    return Answer.ok(body);
  }

  /// The result with `null` in the place of the token, which is filled in on its way out and never
  /// stored.
  private static ObjectNode result(
      Change change,
      TokenMint.@Nullable Fresh token,
      Approvals approvals,
      @Nullable Integer number) {
    ObjectNode result = Results.preview(change, approvals);
    if (number != null) {
      result.put("confirmNumber", number);
    }
    if (token != null) {
      var approvalsNode = result.remove("approvals");
      result.putNull(TOKEN);
      result.put("confirmBy", token.issued().expiresAt().toString());
      result.set("approvals", approvalsNode);
    }
    return result;
  }

  private static List<AuditDraft> audit(Ask ask, Change change, TokenMint.@Nullable Fresh token) {
    List<AuditDraft> drafts = new ArrayList<>();
    drafts.add(
        Audits.draft(
            AuditEvent.CHANGE_PREVIEWED,
            ask,
            change,
            JSON.createObjectNode()
                .put("operation", change.plan().operation().wire())
                .put("planHash", change.planHash().value())
                .put("base", change.plan().base())
                .put("assessed", change.safety().assessed().wire())));
    if (token != null) {
      IssuedToken issued = token.issued();
      drafts.add(
          Audits.draft(
              AuditEvent.TOKEN_MINTED,
              ask,
              change,
              JSON.createObjectNode()
                  .put("jti", token.claims().jti())
                  .put("for", token.claims().act().wire())
                  .put("expiresAt", issued.expiresAt().toString())));
    }
    return drafts;
  }
}
