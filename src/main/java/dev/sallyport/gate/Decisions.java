package dev.sallyport.gate;

import dev.sallyport.action.Policies;
import dev.sallyport.action.TokenIssue;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Approvals.Decided;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Verdict;
import dev.sallyport.store.Store;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is decided about a change: others approve or reject its plan; its requester cancels it, or
/// fetches its confirm token once it is approved.
public final class Decisions {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<ChangeState> NOT_BEGUN =
      Set.of(ChangeState.AWAITING_APPROVAL, ChangeState.AWAITING_CONFIRMATION);

  private final Store store;
  private final Policies policies;
  private final TokenIssue tokens;
  private final RequestDecoder decoder;
  private final Telemetry telemetry;

  public Decisions(
      Store store,
      Policies policies,
      TokenIssue tokens,
      RequestDecoder decoder,
      Telemetry telemetry) {
    this.store = store;
    this.policies = policies;
    this.tokens = tokens;
    this.decoder = decoder;
    this.telemetry = telemetry;
  }

  /// How many others must approve a change by the policy of now, and how many have. What ran by
  /// `auto` needed none.
  public Results.Approvals approvals(Change change) {
    int required = policies.knows(change.target()) ? policies.approvals(change) : 0;
    boolean auto =
        required > 0
            && store.executions().ofChange(change.id()).stream()
                .anyMatch(execution -> execution.action() == Action.AUTO);
    return required == 0 || auto
        ? new Results.Approvals(0, 0)
        : new Results.Approvals(required, given(change));
  }

  private int given(Change change) {
    return store.approvals().given(change.id(), change.planHash(), policies.text(change));
  }

  /// `POST /v1/changes/{id}/approve`.
  public Answer approve(Incoming incoming, Journey journey, Principal principal) {
    return withBody(incoming, body -> decide(Verdict.APPROVED, incoming, journey, principal, body));
  }

  /// `POST /v1/changes/{id}/reject`.
  public Answer reject(Incoming incoming, Journey journey, Principal principal) {
    return withBody(incoming, body -> decide(Verdict.REJECTED, incoming, journey, principal, body));
  }

  private Answer decide(
      Verdict verdict, Incoming incoming, Journey journey, Principal principal, ObjectNode body) {
    Optional<Change> found = find(incoming, journey, principal);
    if (found.isEmpty()) {
      return Queries.unknownChange();
    }
    Change change = found.get();
    Optional<Answer> barred = barred(principal, change);
    if (barred.isPresent()) {
      return barred.get();
    }
    Decision decision = decision(verdict, journey, principal, body, change);
    return switch (store.approvals().decide(decision)) {
      case Decided.Counted(int given, ChangeState state) ->
          Answer.ok(view(change, state, decision.required(), given));
      // A copy of a decision that counts already is no mistake: it is told how things stand.
      case Decided.Before(Verdict before, int given, ChangeState state) ->
          before == verdict
              ? Answer.ok(view(change, state, decision.required(), given))
              : refuse(
                  "decided",
                  ProblemType.WRONG_STATE,
                  "You have %s this plan already; nobody decides on a plan twice."
                      .formatted(before.wire()));
      case Decided.Refused(ChangeState state, boolean samePlan) ->
          samePlan
              ? refuse(
                  "state",
                  ProblemType.WRONG_STATE,
                  "The change is %s, so it takes no decisions.".formatted(state.wire()))
              : refuse(
                  "plan",
                  ProblemType.WRONG_STATE,
                  "planHash is not that of this change's plan. Look at the plan again, and decide on"
                      + " what is there.");
    };
  }

  /// Who may not decide: the requester, whoever is no person, whoever is no approver.
  private Optional<Answer> barred(Principal principal, Change change) {
    if (change.requester().equals(principal.id())) {
      return Optional.of(
          refuse(
              "requester",
              ProblemType.FORBIDDEN,
              "Nobody decides on a change of their own; another person has to."));
    }
    if (principal.kind() != PrincipalKind.PERSON) {
      return Optional.of(
          refuse("kind", ProblemType.FORBIDDEN, "Only a person may approve or reject a change."));
    }
    if (!principal.has(Role.APPROVER)) {
      return Optional.of(
          refuse(
              "role",
              ProblemType.FORBIDDEN,
              "This key's roles do not allow that; it needs the role approver."));
    }
    if (!policies.knows(change.target()) || policies.denies(change)) {
      return Optional.of(
          refuse(
              "policy",
              ProblemType.FORBIDDEN,
              "The target's policy does not let this change through, whoever approves it."));
    }
    return Optional.empty();
  }

  private Decision decision(
      Verdict verdict, Journey journey, Principal principal, ObjectNode body, Change change) {
    @Nullable String reason = body.has("reason") ? body.required("reason").asString() : null;
    PlanHash plan = new PlanHash(body.required("planHash").asString());
    // A change that still waits though the policy was relaxed needs one decision all the same.
    int required = Math.max(1, policies.approvals(change));
    String policy = policies.text(change);
    ObjectNode details =
        JSON.createObjectNode()
            .put("planHash", plan.value())
            .put("base", change.plan().base())
            .put("requester", change.requester().value())
            .put("policy", policy);
    if (reason != null) {
      details.put("reason", reason);
    }
    AuditEvent event =
        switch (verdict) {
          case APPROVED -> AuditEvent.CHANGE_APPROVED;
          case REJECTED -> AuditEvent.CHANGE_REJECTED;
        };
    return new Decision(
        change.id(),
        principal.id(),
        verdict,
        plan,
        change.plan().base(),
        change.requester(),
        policy,
        required,
        reason,
        draft(event, journey, principal, change, details));
  }

  /// `POST /v1/changes/{id}/cancel`.
  public Answer cancel(Incoming incoming, Journey journey, Principal principal) {
    return withBody(incoming, body -> cancel(incoming, journey, principal, body));
  }

  private Answer cancel(Incoming incoming, Journey journey, Principal principal, ObjectNode body) {
    return switch (own(incoming, journey, principal)) {
      case Step.Refused<Change>(Problem problem) -> Answer.of(problem);
      case Step.Passed<Change>(Change change) -> {
        ObjectNode details = JSON.createObjectNode().put("planHash", change.planHash().value());
        if (body.has("reason")) {
          details.put("reason", body.required("reason").asString());
        }
        boolean ended =
            store
                .changes()
                .end(
                    change.id(),
                    NOT_BEGUN,
                    ChangeState.CANCELLED,
                    draft(AuditEvent.CHANGE_CANCELLED, journey, principal, change, details));
        ChangeState state = store.changes().find(change.id()).orElseThrow().state();
        Results.Approvals approvals = approvals(change);
        yield ended || state == ChangeState.CANCELLED
            ? Answer.ok(
                view(change, ChangeState.CANCELLED, approvals.required(), approvals.given()))
            : Answer.of(
                Problem.of(
                    ProblemType.WRONG_STATE,
                    "The change is %s, so it can no longer be cancelled.".formatted(state.wire())));
      }
    };
  }

  /// `POST /v1/changes/{id}/token`.
  public Answer token(Incoming incoming, Journey journey, Principal principal) {
    return switch (own(incoming, journey, principal)) {
      case Step.Refused<Change>(Problem problem) -> Answer.of(problem);
      case Step.Passed<Change>(Change change) -> {
        Optional<Problem> barred = tokenBarred(principal, change);
        yield barred.isPresent() ? Answer.of(barred.get()) : token(journey, change);
      }
    };
  }

  private Optional<Problem> tokenBarred(Principal principal, Change change) {
    if (!principal.has(Role.REQUESTER)
        || !policies.knows(change.target())
        || policies.denies(change)) {
      return Optional.of(
          Problem.of(
              ProblemType.FORBIDDEN,
              "The key's roles or the target's policy do not allow to confirm this change."));
    }
    int required = policies.approvals(change);
    boolean waits =
        change.state() == ChangeState.AWAITING_APPROVAL
            || (change.state() == ChangeState.AWAITING_CONFIRMATION && given(change) < required);
    return waits
        ? Optional.of(
            Problem.of(
                ProblemType.APPROVAL_REQUIRED,
                "Other people must approve this plan before it can be confirmed."))
        : Optional.empty();
  }

  private Answer token(Journey journey, Change change) {
    return switch (tokens.issue(change, journey.traceId())) {
      case Step.Refused<TokenIssue.Live>(Problem problem) -> Answer.of(problem);
      case Step.Passed<TokenIssue.Live>(TokenIssue.Live live) ->
          Answer.ok(
              JSON.createObjectNode()
                  .put("changeId", change.id().value())
                  .put("state", ChangeState.AWAITING_CONFIRMATION.wire())
                  .put("planHash", change.planHash().value())
                  .put("confirmToken", live.token().text())
                  .put("confirmBy", live.expiresAt().toString()));
    };
  }

  private Step<Change> own(Incoming incoming, Journey journey, Principal principal) {
    Optional<Change> change = find(incoming, journey, principal);
    if (change.isEmpty()) {
      return Step.refuse(Queries.UNKNOWN_CHANGE);
    }
    return change.get().requester().equals(principal.id())
        ? Step.pass(change.get())
        : Step.refuse(
            ProblemType.FORBIDDEN, "Only the change's requester may do that; it is another's.");
  }

  private Optional<Change> find(Incoming incoming, Journey journey, Principal principal) {
    Optional<Change> found = Queries.find(store, incoming, principal);
    found.ifPresent(
        change -> {
          journey.on(change.target());
          journey.scope().change(change.id());
        });
    return found;
  }

  private Answer withBody(Incoming incoming, java.util.function.Function<ObjectNode, Answer> work) {
    return switch (Bodies.decode(decoder, incoming)) {
      case Step.Refused<ObjectNode>(Problem problem) -> Answer.of(problem);
      case Step.Passed<ObjectNode>(ObjectNode body) -> work.apply(body);
    };
  }

  private Answer refuse(String reason, ProblemType type, String detail) {
    telemetry.approvalRefused(reason);
    return Answer.of(Problem.of(type, detail));
  }

  private static AuditDraft draft(
      AuditEvent event, Journey journey, Principal principal, Change change, ObjectNode details) {
    return new AuditDraft(
        event, journey.traceId(), principal.id(), change.target(), change.id(), null, details);
  }

  private static ObjectNode view(Change change, ChangeState state, int required, int given) {
    ObjectNode node = JSON.createObjectNode();
    node.put("changeId", change.id().value());
    node.put("state", state.wire());
    node.put("planHash", change.planHash().value());
    node.putObject("approvals").put("required", required).put("given", given);
    return node;
  }
}
