package dev.sallyport.gate;

import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.change.Binding;
import dev.sallyport.change.Change;
import dev.sallyport.change.ChangeState;
import dev.sallyport.change.Quorum;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.Decided;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Seen;
import dev.sallyport.store.Approvals.Verdict;
import dev.sallyport.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What others decide about a change: they approve its plan, or reject it.
public final class Decisions {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String NUMBER = "confirmNumber";

  private final Store store;
  private final Policies policies;
  private final ApprovalCheck check;
  private final ApprovalViews views;
  private final FoundChanges changes;
  private final Checkpoint.Listener checkpoints;
  private final Telemetry telemetry;

  public Decisions(
      Store store,
      Policies policies,
      ApprovalCheck check,
      ApprovalViews views,
      RequestDecoder decoder,
      Checkpoint.Listener checkpoints,
      Telemetry telemetry) {
    this.store = store;
    this.policies = policies;
    this.check = check;
    this.views = views;
    this.changes = new FoundChanges(store, decoder);
    this.checkpoints = checkpoints;
    this.telemetry = telemetry;
  }

  /// `POST /v1/changes/{id}/approve`.
  public Answer approve(Incoming incoming, Journey journey, Principal principal) {
    return decide(Verdict.APPROVED, incoming, journey, principal);
  }

  /// `POST /v1/changes/{id}/reject`.
  public Answer reject(Incoming incoming, Journey journey, Principal principal) {
    return decide(Verdict.REJECTED, incoming, journey, principal);
  }

  private Answer decide(Verdict verdict, Incoming incoming, Journey journey, Principal principal) {
    return changes.withBody(
        incoming,
        () -> changes.any(incoming, journey, principal),
        (change, body) -> {
          Action action = check.asked(change);
          Optional<Answer> barred = barred(verdict, principal, body, change, action);
          return barred.isPresent()
              ? barred.get()
              : record(decision(verdict, journey, principal, body, change, action), change);
        });
  }

  private Answer record(Decision decision, Change change) {
    Decided decided = store.approvals().decide(decision);
    checkpoints.reached(Checkpoint.DECIDED);
    return switch (decided) {
      case Decided.Counted(int given, ChangeState state) -> Answer.ok(views.view(change, state));
      // A copy of a decision that counts already is no mistake: it is told how things stand.
      case Decided.Before(Verdict before, int given, ChangeState state) ->
          before == decision.verdict()
              ? Answer.ok(views.view(change, state))
              : refuse(
                  "decided",
                  ProblemType.WRONG_STATE,
                  "You have %s this plan already; nobody decides on a plan twice."
                      .formatted(before.wire()));
      case Decided.TooLate(var until) -> refuse("late", check.tooLate(until));
      case Decided.WrongNumber(int left) ->
          refuse(
              "number",
              ProblemType.FORBIDDEN,
              "That is not the number that the requester was shown; ask the requester. You have %s"
                  .formatted(left == 0 ? "no try left." : "tries left: %d.".formatted(left)));
      case Decided.Barred() ->
          refuse(
              "barred",
              ProblemType.FORBIDDEN,
              "You have sent too many wrong numbers for this plan, so another person has to decide on"
                  + " it.");
      case Decided.Refused(ChangeState state, boolean samePlan) ->
          check.lapsed(change.inState(state))
              ? refuse("late", ApprovalCheck.EXPIRED)
              : notDecided(state, samePlan);
    };
  }

  private Answer notDecided(ChangeState state, boolean samePlan) {
    return samePlan
        ? refuse(
            "state",
            ProblemType.WRONG_STATE,
            "The change is %s, so it takes no decisions.".formatted(state.wire()))
        : refuse(
            "plan",
            ProblemType.WRONG_STATE,
            "planHash is not that of this change's plan. Look at the plan again, and decide on what"
                + " is there.");
  }

  /// Who may not decide: the requester, whoever is no person, whoever is no approver, and where
  /// groups are asked for, whoever is in none of them.
  private Optional<Answer> barred(
      Verdict verdict, Principal principal, ObjectNode body, Change change, Action action) {
    if (change.requester().equals(principal.id())) {
      return forbidden(
          "requester", "Nobody decides on a change of their own; another person has to.");
    }
    if (principal.kind() != PrincipalKind.PERSON) {
      return forbidden("kind", "Only a person may approve or reject a change.");
    }
    if (!principal.has(Role.APPROVER)) {
      return forbidden("role", "This key's roles do not allow that; it needs the role approver.");
    }
    if (!policies.knows(change.target()) || policies.denies(change)) {
      return forbidden(
          "policy", "The target's policy does not let this change through, whoever approves it.");
    }
    if (verdict == Verdict.REJECTED) {
      return Optional.empty();
    }
    if (!quorum(change, action).admits(principal.groups())) {
      return forbidden(
          "group",
          "The target's policy asks for the approval of other groups than this key's; an operator"
              + " makes keys with groups.");
    }
    boolean needsNumber =
        store
            .approvals()
            .round(change.id(), action)
            .filter(ApprovalRound::isOpen)
            .map(ApprovalRound::number)
            .isPresent();
    return needsNumber && !body.has(NUMBER) ? Optional.of(numberMissing()) : Optional.empty();
  }

  private static Answer numberMissing() {
    String message =
        "This change is assessed high: ask its requester for the two-digit number that the preview"
            + " showed, and send it.";
    return Answer.of(
        Problem.of(ProblemType.INVALID_REQUEST, message)
            .withErrors(List.of(new FieldError("/" + NUMBER, "required", message))));
  }

  /// A change that still waits though the policy was relaxed needs one decision all the same.
  private Quorum quorum(Change change, Action action) {
    return check.quorum(change, action).orElseGet(() -> Quorum.of(1));
  }

  private Decision decision(
      Verdict verdict,
      Journey journey,
      Principal principal,
      ObjectNode body,
      Change change,
      Action action) {
    @Nullable String reason = body.has("reason") ? body.required("reason").asString() : null;
    Binding bound =
        policies.binding(change, action, new PlanHash(body.required("planHash").asString()));
    Seen seen =
        new Seen(
            body.has("rendered") ? body.required("rendered").asString() : null,
            body.has("openMillis") ? Duration.ofMillis(body.get("openMillis").asLong()) : null);
    ObjectNode details = details(bound, principal, seen);
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
        principal.groups(),
        verdict,
        bound,
        quorum(change, action),
        check.lifetime(),
        body.has(NUMBER) ? body.get(NUMBER).asInt() : null,
        reason,
        seen,
        FoundChanges.draft(event, journey, principal, change, details),
        FoundChanges.draft(
            AuditEvent.APPROVAL_REFUSED,
            journey,
            principal,
            change,
            JSON.createObjectNode().put("for", action.wire()).put("reason", "number")));
  }

  private static ObjectNode details(Binding bound, Principal principal, Seen seen) {
    ObjectNode details =
        JSON.createObjectNode()
            .put("for", bound.action().wire())
            .put("binding", bound.hash())
            .put("planHash", bound.plan().value())
            .put("base", bound.base())
            .put("requester", bound.requester().value())
            .put("policy", bound.policy())
            .put("asked", bound.asked());
    if (!principal.groups().isEmpty()) {
      details.put(
          "groups",
          String.join(",", principal.groups().stream().map(GroupName::value).sorted().toList()));
    }
    if (seen.rendered() != null) {
      details.put("rendered", seen.rendered());
    }
    Duration open = seen.open();
    if (open != null) {
      details.put("openMillis", open.toMillis());
    }
    return details;
  }

  private Optional<Answer> forbidden(String reason, String detail) {
    return Optional.of(refuse(reason, ProblemType.FORBIDDEN, detail));
  }

  private Answer refuse(String reason, ProblemType type, String detail) {
    return refuse(reason, Problem.of(type, detail));
  }

  private Answer refuse(String reason, Problem problem) {
    telemetry.approvalRefused(reason);
    return Answer.of(problem);
  }
}
